import { waitUntil } from '../cast/wait-until';
import { type Operation } from './operation';

/** A message is stored, and the other hears it. */
export const writeMessage: Operation = {
  name: 'write a message',
  declared: { service: 'chat', operation: 'send-message' },
  async run(cast, phase) {
    const id = await cast.write(`Hello, ${phase} the outage`);
    await waitUntil('that Bob hears it', () => cast.kept.heard.includes(id));
    return 'stored, and Bob heard it';
  },
};
