import { RedisGate, redisOptionsFrom, RedisWriteProbe } from '@secureconnect/redis';
import { DeadlineWheel, Failover, RedisBreakers, RedisHealthService } from '@secureconnect/resilience';

/** A Redis that is watched, and stores that fail over by what is seen, as an application has them. */
export async function watchRedis(url: string) {
  const options = redisOptionsFrom({ REDIS_URL: url });
  const wheel = new DeadlineWheel();
  const health = new RedisHealthService(new RedisWriteProbe(options, { wheel }));
  const breakers = new RedisBreakers(health);
  const failover = new Failover({ health, breakers, wheel });
  await health.start();
  return { gate: new RedisGate(options, wheel), health, failover, wheel };
}
