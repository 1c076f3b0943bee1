import { type HealthReport, type ServiceName } from '@secureconnect/contracts';
import { httpClient, type RedisServer, until } from '@secureconnect/testing';
import { type Held, measure, withService } from './surroundings';

type Fault = readonly [
  name: string,
  on: (redis: RedisServer) => unknown,
  off: (redis: RedisServer) => unknown,
];

/** The two that every service is shown to survive. */
export const commonFaults: readonly Fault[] = [
  ['killed', (redis) => redis.kill(), (redis) => redis.start()],
  ['frozen', (redis) => redis.freeze(), (redis) => redis.thaw()],
];

/** All of them. */
export const allFaults: readonly Fault[] = [
  ...commonFaults,
  ['read-only', (redis) => redis.readOnly(true), (redis) => redis.readOnly(false)],
  ['out of memory', (redis) => redis.outOfMemory(true), (redis) => redis.outOfMemory(false)],
];

/** A relapse before Redis was relied on again is told, and is no other loss. */
function lossesIn(log: string): number {
  let losses = 0;
  let isLost = false;
  for (const [, from, to] of log.matchAll(/Redis: (\w+) -> (\w+)/g)) {
    const isAway = to === 'degraded' || (losses === 0 && from === 'degraded');
    if (isAway && !isLost) losses += 1;
    isLost = to !== 'normal' && (isLost || isAway);
  }
  return losses;
}

/** How a service behaves while Redis is not to be relied on. */
export function describeRedisLoss(held: Held, faults: readonly Fault[]): void {
  describe('when Redis is away', () => {
    const http = () => httpClient(held.service.url);
    const health = async () => (await http().get('/health')).json as HealthReport;
    const told = (change: string) => held.service.log().split('\n').filter((line) => line.includes(`Redis: ${change}`)).length; // prettier-ignore

    it.each(faults)(
      '%s, the service stays ready, says that it is degraded, since when and why, and goes back to normal by itself, with one line per change',
      async (_name, on, off) => {
        // A service that was slow to ask PostgreSQL at its start has recovered once already.
        await until('normal', async () => (await health()).mode === 'normal');
        const [lostBefore, backBefore] = [told('normal -> degraded'), told('recovering -> normal')];
        const before = new Date();
        await on(held.surroundings.redis);
        const report = await until('degraded', async () => {
          const seen = await health();
          return seen.mode === 'degraded' ? seen : undefined;
        });
        expect(report).toMatchObject({ status: 'degraded', components: { redis: { status: 'degraded' } } });
        expect(report.components['redis']?.last_error).toEqual(expect.any(String));
        expect(Date.parse(report.components['redis']?.since ?? '')).toBeGreaterThanOrEqual(before.getTime());
        expect((await http().get('/health')).status).toBe(200);
        expect((await http().get('/health/ready')).status).toBe(200);
        expect((await http().get('/nope')).json).toMatchObject({ mode: 'degraded' });
        const metrics = (await http().get('/metrics')).text;
        expect(measure(metrics, 'redis_available')).toBe(0);
        await off(held.surroundings.redis);
        await until('normal again', async () => (await health()).mode === 'normal');
        expect(told('normal -> degraded')).toBeGreaterThan(lostBefore);
        // On a busy machine Redis may be late by itself besides; each time counts once, in the log as in the metrics.
        await until('log and metrics to agree on a Redis that is there', async () => {
          const { text } = await http().get('/metrics');
          return (
            measure(text, 'redis_available') === 1 &&
            measure(text, 'redis_unavailable_total') === lossesIn(held.service.log()) &&
            told('recovering -> normal') - backBefore === told('normal -> degraded') - lostBefore
          );
        });
      },
    );
  });
}

/** How a service starts without Redis. */
export function describeNoRedis(app: ServiceName): void {
  describe('when Redis was never there', () => {
    const held = withService(app, { REDIS_URL: 'redis://:hush-hush@127.0.0.1:1' });

    it('starts, ready and degraded, and keeps the password to itself', async () => {
      const { status, json, text } = await httpClient(held.service.url).get('/health');
      expect(status).toBe(200);
      expect(json).toMatchObject({ status: 'degraded', mode: 'degraded' });
      expect(text + held.service.log()).not.toContain('hush-hush');
    });
  });
}
