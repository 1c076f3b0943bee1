import { type Server } from 'socket.io';
import { type EngineConnection, webSocketOf, writeNow } from '../sockets/engine-connection';

/** What `ws` writes to. */
interface Stream {
  cork(): void;
  uncork(): void;
}

/**
 * Has what is said to a socket in one turn of the loop written in one go: a write is the dearest part of a message, and
 * whoever sends one is told of it and acknowledged in the same turn.
 */
export function shareWrites({ engine }: Server): void {
  const waiting = new Set<EngineConnection>();
  const writeAll = (): void => {
    const connections = [...waiting];
    waiting.clear();
    for (const each of connections) writeTogether(each);
  };
  function flush(this: EngineConnection): void {
    if (!webSocketOf(this)) return writeNow(this);
    if (waiting.size === 0) setImmediate(writeAll);
    waiting.add(this);
  }
  (engine as NodeJS.EventEmitter).on('connection', (connection: EngineConnection) => {
    Object.assign(connection, { flush });
  });
}

function writeTogether(connection: EngineConnection): void {
  const stream = (webSocketOf(connection) as { readonly _socket?: Stream } | undefined)?._socket;
  stream?.cork();
  writeNow(connection);
  stream?.uncork();
}
