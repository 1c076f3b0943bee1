import { type RedisServer, until } from '@secureconnect/testing';
import { RedisBreakers } from '../breaker/redis-breakers';
import { DeadlineWheel } from '../deadline/deadline-wheel';
import { RedisHealthService } from '../health/redis-health.service';
import { RedisProbe } from '../health/redis-probe.port';
import { bareSighting, type RedisSighting } from '../health/redis-sighting';
import { Failover } from './failover';
import { type FailoverOptions } from './failover.options';

/** Proves a write over a bare connection, and knows nothing of markers. */
class WriteProbe extends RedisProbe {
  constructor(private readonly redis: RedisServer) {
    super();
  }

  async probe(): Promise<RedisSighting> {
    const answer = this.redis.command('SET', 'probe', '1');
    answer.catch(() => undefined); // Whether in time or not, the race tells.
    const late = new Promise<never>((_, reject) => setTimeout(reject, 200, new Error('silent')).unref());
    await Promise.race([answer, late]);
    return bareSighting;
  }

  async glance(): Promise<null> {
    return null;
  }

  beginFilling(): Promise<RedisSighting> {
    return this.probe();
  }

  async mark(): Promise<boolean> {
    return true;
  }

  onLost(): void {}

  close(): void {}
}

/** Failing over on a real Redis that is well and watched; probes are far apart, so that calls notice the outage. */
export async function failoverScene(redis: RedisServer, options: Partial<FailoverOptions> = {}) {
  const health = new RedisHealthService(new WriteProbe(redis), {
    intervalMs: 60_000,
    degradedIntervalMs: 30,
  });
  await health.start();
  // On a busy machine the first probe may be late, and a test before may have frozen this Redis.
  await until('normal', () => health.state === 'normal');
  const breakers = new RedisBreakers(health, { recoveryTimeoutMs: 60_000 });
  const told: string[] = [];
  const failover = new Failover({
    health,
    breakers,
    wheel: new DeadlineWheel(),
    observer: {
      fellBack: (store, tier) => void told.push(`${store} fell back to ${tier}`),
      missedDeadline: (kind) => void told.push(`a ${kind} missed its deadline`),
      tierChanged: (store, tier) => void told.push(`${store} is served from ${tier}`),
    },
    ...options,
  });
  const stop = () => {
    failover.stop();
    breakers.stop();
    health.stop();
  };
  return { health, breakers, failover, told, stop };
}

/** Everything that failing over is tried with. */
export type FailoverScene = Awaited<ReturnType<typeof failoverScene>>;
