import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeDoor } from './close-door';
import { ConnectionWatch } from './connection-watch.service';
import { Drain } from './drain.service';

/** How long each part of going down may take. */
export interface ShutdownTimes {
  /** Connections are still accepted, while balancers see that the service is not ready. */
  readonly delayMs: number;
  /** What was accepted may finish. */
  readonly timeoutMs: number;
}

/** Takes a service down without cutting a request; false when something had to be cut off. */
export async function conductShutdown(
  app: NestFastifyApplication,
  logger: Logger,
  { delayMs, timeoutMs }: ShutdownTimes,
): Promise<boolean> {
  const drain = app.get(Drain);
  drain.begin();
  await sleep(delayMs);
  const leave = async () => {
    await closeDoor(app.getHttpServer(), app.get(ConnectionWatch).connections, drain);
    await app.close();
  };
  const late = Symbol('late');
  const ended = await Promise.race([leave(), sleep(timeoutMs, late, { ref: false })]);
  if (ended !== late) return true;
  logger.error(`Still busy ${timeoutMs} ms after the last connection was accepted; cutting off what runs`);
  app.getHttpServer().closeAllConnections();
  return false;
}
