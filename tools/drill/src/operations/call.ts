import { type Client } from '@secureconnect/client';
import { waitUntil } from '../cast/wait-until';
import { type Operation } from './operation';

/** A call rings, is taken, and ends for both. */
export const call: Operation = {
  name: 'call',
  declared: { service: 'video', operation: 'initiate-call' },
  async run({ ada, bob, conversation, kept }, phase) {
    const [caller, callee] = [ada.client.calls, bob.client.calls];
    await endOpen(caller);
    const { call_id: id } = await caller.initiate(conversation, 'video');
    await waitUntil('that it rings at Bob’s', () => callee.known(id)?.state === 'ringing');
    await callee.accept(id);
    await waitUntil('that Ada hears that he took it', () => caller.known(id)?.state === 'active');
    await caller.end(id);
    await waitUntil('that Bob hears the end', () => callee.known(id)?.state === 'ended');
    kept.calls.push({ id, phase });
    return 'rang, was taken, ended for both';
  },
};

/** What an earlier phase left open would be joined instead of a new one. */
async function endOpen(calls: Client['calls']): Promise<void> {
  const { items } = await calls.active();
  for (const { id, state } of items) await (state === 'active' ? calls.end(id) : calls.cancel(id));
}
