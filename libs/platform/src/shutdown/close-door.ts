import { type Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { type Drain } from './drain.service';
import { type OpenConnections } from './open-connections';

/** Long enough for what is on its way to arrive, short enough for nobody to mind. */
const momentMs = 50;
const idleSweepMs = 50;

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
  await sleep(momentMs);
  await turn();
  const ended = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  drain.release();
  await sleep(momentMs);
  drain.disconnect();
  const sweep = setInterval(() => connections.endIdle(), idleSweepMs);
  await ended;
  clearInterval(sweep);
}
