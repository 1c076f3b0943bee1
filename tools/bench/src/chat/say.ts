import { randomUUID } from 'node:crypto';
import { BenchError } from '../bench.error';
import { type LeanSocket } from '../load/lean-socket';

interface Answer {
  readonly ok: boolean;
}

const body = 'What one says to another in a line of some length, as people do all day long.';

/** Sends a message and waits until it is taken. */
export async function say(socket: LeanSocket, conversation: string): Promise<void> {
  const message = { conversation_id: conversation, client_msg_id: randomUUID(), body };
  const answer = await socket.ask<Answer>('message.send', message);
  if (!answer.ok) throw new BenchError(`A message was refused: ${JSON.stringify(answer)}`);
}
