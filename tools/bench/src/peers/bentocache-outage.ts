import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { rightValue, type StartSubject } from '../outage/outage-subject';

/** bentocache's Redis layer as its docs connect it; what its memory layer holds would not ask Redis at all. */
export const bentocacheOutage: StartSubject = async ({ port }) => {
  const connection = { host: '127.0.0.1', port };
  const cache = new BentoCache({
    default: 'main',
    stores: { main: bentostore().useL2Layer(redisDriver({ connection })) },
  });
  return {
    async ask(key) {
      let fromRedis = true;
      const factory = () => ((fromRedis = false), rightValue(key));
      const value = await cache.getOrSet({ key, factory, ttl: '5m' });
      return { value, fromRedis };
    },
  };
};
