import { createKeyv } from '@keyv/redis';
import { createCache } from 'cache-manager';
import { rightValue, type StartSubject } from '../outage/outage-subject';

/** cache-manager over Keyv's Redis store, as its docs connect it, with a listener for errors, as Keyv asks for. */
export const cacheManagerOutage: StartSubject = async ({ url }) => {
  const keyv = createKeyv(url);
  keyv.on('error', () => undefined);
  const cache = createCache({ stores: [keyv] });
  return {
    async ask(key) {
      let fromRedis = true;
      const factory = () => ((fromRedis = false), rightValue(key));
      const value = await cache.wrap(key, factory, 300_000);
      return { value, fromRedis };
    },
  };
};
