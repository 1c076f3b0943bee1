import { type DeadlineWheel, withinDeadline } from '@secureconnect/resilience';
import { type RedisConnection } from './redis-connection';

/** Asks the server for its time once; rejects when it does not say. */
export async function readServerClock(connection: RedisConnection): Promise<boolean> {
  const sentAt = performance.now();
  const [seconds, micros] = await connection.client.time();
  return connection.clock.learn([Number(seconds), Number(micros)], sentAt, performance.now());
}

/**
 * Compares the clocks from time to time for as long as the connection lives. A server that does not answer loses the
 * connection, so that a hang is noticed without traffic too.
 */
export function compareClocks(
  connection: RedisConnection,
  wheel: DeadlineWheel,
  { intervalMs, deadlineMs }: { readonly intervalMs: number; readonly deadlineMs: number },
): void {
  const compare = (): void => {
    withinDeadline(wheel, readServerClock(connection), { operation: 'TIME', deadlineMs }).catch(
      (error: Error) => connection.destroy(error),
    );
  };
  const timer = setInterval(compare, intervalMs);
  timer.unref();
  connection.recheckClock = compare;
  connection.onEnd(() => clearInterval(timer));
}
