import { type Socket } from 'socket.io';

/** What carries a socket. */
export type EngineConnection = Socket['conn'];

/** What `ws` keeps of a WebSocket, as far as it is needed here; a polling transport has none. */
interface WebSocketParts {
  readonly bufferedAmount: number;
  readonly _receiver?: NodeJS.EventEmitter;
  terminate(): void;
}

/** The WebSocket of a connection; undefined while it polls. */
export const webSocketOf = ({ transport }: EngineConnection): WebSocketParts | undefined =>
  (transport as { readonly socket?: WebSocketParts }).socket;

/** Ends a connection at once: what was to be sent is not, and nobody is waited for. */
export function terminate(connection: EngineConnection): void {
  webSocketOf(connection)?.terminate();
  connection.close(true);
}

/** Writes at once what is to be said on a connection, though it is otherwise written with what else is said in this turn. */
export function writeNow(connection: EngineConnection): void {
  (Object.getPrototypeOf(connection) as { readonly flush: () => void }).flush.call(connection);
}
