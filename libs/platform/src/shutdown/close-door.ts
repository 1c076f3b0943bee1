import { type Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { type Drain } from './drain.service';
import { type OpenConnections } from './open-connections';

/** No new connection for so long: whoever wanted to come has come. */
const quietMs = 50;
/** A crowd that never ends is not waited for. */
const patienceMs = 600;
/** A request takes less than this from its connection to us, on a busy machine too. */
const idleSweepMs = 250;

/** Waits until the queue of connections has run dry; each look comes after the loop has polled its sockets. */
async function quiet(connections: OpenConnections): Promise<void> {
  const until = performance.now() + patienceMs;
  do {
    await sleep(quietMs);
    await turn();
  } while (connections.quietMs < quietMs && performance.now() < until);
}

/**
 * Stops listening without resetting anyone. A connection that the system has taken but the process has not is
 * reset when the listener closes, and http's own close also cuts connections whose request is still on its way.
 * So requests are held for a moment, which lets the queue of connections run dry; then the listener closes, and
 * what was held is answered. Connections that carry no request are ended, those that never sent a byte too: http's
 * own close would wait for them.
 */
export async function closeDoor(
  server: HttpServer,
  connections: OpenConnections,
  drain: Drain,
): Promise<void> {
  drain.hold();
  await quiet(connections);
  const ended = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  drain.release();
  await sleep(quietMs);
  drain.disconnect();
  // After a poll of the sockets, so that what has arrived while we were busy counts.
  const sweep = setInterval(() => setImmediate(() => connections.endIdle()), idleSweepMs);
  await ended;
  clearInterval(sweep);
}
