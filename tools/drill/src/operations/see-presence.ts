import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../cast/wait-until';
import { type Operation } from './operation';

const patienceMs = 5_000;
const pauseMs = 100;

/** Whether the other is there. */
export const seePresence: Operation = {
  name: 'see who is online',
  declared: { service: 'chat', operation: 'find-presence' },
  async run({ ada, bob }) {
    let status = '';
    const end = Date.now() + patienceMs;
    for (;;) {
      const { items } = await ada.client.chat.presence([bob.id]);
      status = items[0]?.status ?? '';
      if (status === 'online' || Date.now() > end) break;
      await sleep(pauseMs);
    }
    await waitUntil(`that Bob is online, who is ${status}`, () => status === 'online', 0);
    return 'Bob is online';
  },
};
