import { type MessageMappingProperties } from '@nestjs/websockets';
import { isObservable } from 'rxjs';
import { type Socket } from 'socket.io';
import { currentSpan } from '../tracing/tracing';

type Acknowledge = (answer: unknown) => void;

/** Has the events of a socket heard by their handlers: one plain listener for each, as a socket has many and there are many sockets. */
export function hearEvents(
  socket: Socket,
  handlers: readonly MessageMappingProperties[],
  complain: (error: unknown) => void,
): void {
  for (const { message, callback, isAckHandledManually } of handlers)
    socket.on(String(message), (...payload: unknown[]) => {
      const ask = typeof payload.at(-1) === 'function' ? (payload.pop() as Acknowledge) : undefined;
      const data = payload.length > 1 ? payload : payload[0];
      const answer = (given: unknown): void => {
        if (socket.connected) give(socket, given, isAckHandledManually ? undefined : ask);
      };
      const heard = follow(() => callback(data, ask) as unknown, answer).catch(complain);
      const span = currentSpan();
      if (span) void heard.then(() => span.end());
    });
}

/** What a handler comes to: nothing, a value, or, where an interceptor stands before it, a stream of them. */
async function follow(run: () => unknown, answer: (given: unknown) => void): Promise<void> {
  const came = await run();
  if (isObservable(came)) await came.forEach(answer);
  else answer(came);
}

function give(socket: Socket, given: unknown, acknowledge: Acknowledge | undefined): void {
  if (given === undefined || given === null) return;
  const { event, data } = given as { readonly event?: string; readonly data?: unknown };
  if (event) socket.emit(event, data);
  else acknowledge?.(given);
}
