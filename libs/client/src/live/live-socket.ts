import { type CommonServerEvents, type SocketRefusal } from '@secureconnect/contracts';
import { io, type Socket } from 'socket.io-client';
import { ClientError } from '../client-error';

/** Which of the sockets of the system. */
export type SocketPath = '/ws/chat' | '/ws/calls';

/** A socket of which only what all have in common is known. */
export type LiveSocket = Socket<CommonServerEvents>;

/** What listens to the events that only some sockets have. */
export interface HeardSocket {
  on(event: string, listener: (told: never) => void): unknown;
}

/** What one sends by an event of a client. */
export type SentOf<Event> = Event extends (sent: infer Sent, ...rest: never[]) => void ? Sent : never;
/** What it is acknowledged with when it was taken. */
export type TakenOf<Event> = Event extends (sent: never, acknowledge: (answer: infer Answer) => void) => void
  ? Extract<Answer, { ok: true }>
  : never;

/** One that does not come back by itself: whoever opened it says when. */
export function openSocket(baseUrl: string, path: SocketPath, token: string): LiveSocket {
  return io(baseUrl, {
    ...{ path, transports: ['websocket'], auth: { token } },
    ...{ reconnection: false, forceNew: true, timeout: 10_000 },
  });
}

/** Sends, and resolves with the acknowledgement; throws what was refused, or that nothing came in time. */
export function sendTo<Taken extends { ok: true }>(
  socket: LiveSocket,
  name: string,
  sent: unknown,
  { deadlineMs, signal }: { deadlineMs: number; signal?: AbortSignal },
): Promise<Taken> {
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
    const acknowledge = (answer: Taken | SocketRefusal) =>
      end(() => (answer.ok ? resolve(answer) : reject(ClientError.of(answer.error))));
    (socket as Socket).emit(name, sent, acknowledge);
  });
}
