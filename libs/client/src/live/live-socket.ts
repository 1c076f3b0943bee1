import {
  type Acknowledged,
  type ChatClientEvents,
  type ChatServerEvents,
  type CommonServerEvents,
  type SocketRefusal,
} from '@secureconnect/contracts';
import { io, type Socket } from 'socket.io-client';
import { ClientError } from '../client-error';

/** A socket at /ws/chat, with the names and shapes of its events. */
export type ChatSocket = Socket<ChatServerEvents & CommonServerEvents, ChatClientEvents>;

/** What one may send, and what it is acknowledged with. */
export type Sendable = keyof ChatClientEvents;
type Sent<Name extends Sendable> = Parameters<ChatClientEvents[Name]>[0];
type Answer<Name extends Sendable> = Parameters<Parameters<ChatClientEvents[Name]>[1]>[0];
type Success<Name extends Sendable> = Extract<Answer<Name>, { ok: true }>;

/** One that does not come back by itself: whoever opened it says when. */
export function openSocket(baseUrl: string, token: string): ChatSocket {
  return io(baseUrl, {
    ...{ path: '/ws/chat', transports: ['websocket'], auth: { token } },
    ...{ reconnection: false, forceNew: true, timeout: 10_000 },
  });
}

/** Sends, and resolves with the acknowledgement; throws what was refused, or that nothing came in time. */
export function sendTo<Name extends Sendable>(
  socket: ChatSocket,
  name: Name,
  sent: Sent<Name>,
  { deadlineMs, signal }: { deadlineMs: number; signal?: AbortSignal },
): Promise<Success<Name>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.off('disconnect', lost);
      signal?.removeEventListener('abort', stop);
      settle();
    };
    const lost = () =>
      end(() => reject(new ClientError('network', `The socket was lost before ${name} was acknowledged.`)));
    const stop = () => end(() => reject(signal?.reason as Error));
    const late = () =>
      end(() => reject(new ClientError('timeout', `No acknowledgement of ${name} within ${deadlineMs} ms.`)));
    const timer = setTimeout(late, deadlineMs);
    socket.on('disconnect', lost);
    signal?.addEventListener('abort', stop, { once: true });
    const acknowledge = (answer: Acknowledged | SocketRefusal) =>
      end(() => (answer.ok ? resolve(answer as Success<Name>) : reject(ClientError.of(answer.error))));
    (socket as Socket).emit(name, sent, acknowledge);
  });
}
