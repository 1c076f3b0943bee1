// eslint-disable-next-line no-restricted-imports -- a peer is measured as its users have it
import { Redis, type RedisOptions } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { rightValue, type StartSubject } from '../outage/outage-subject';

const limit = { points: 1_000_000, duration: 60 };

/** Says of its answers whose they are. */
class Insurance extends RateLimiterMemory {
  override async consume(...args: Parameters<RateLimiterMemory['consume']>): Promise<RateLimiterRes> {
    return Object.assign(await super.consume(...args), { insured: true });
  }
}

/** A request is admitted: that is the right answer, for the limit is far away. */
const limiterWith =
  (options: RedisOptions, rejectIfRedisNotReady: boolean): StartSubject =>
  async ({ url }) => {
    const storeClient = new Redis(url, options);
    storeClient.on('error', () => undefined);
    const insuranceLimiter = new Insurance(limit);
    const limiter = new RateLimiterRedis({ storeClient, insuranceLimiter, rejectIfRedisNotReady, ...limit });
    if (storeClient.status !== 'ready') await new Promise((resolve) => storeClient.once('ready', resolve));
    return {
      async ask(key) {
        const admitted: RateLimiterRes & { insured?: true } = await limiter.consume(key);
        return { value: admitted.remainingPoints >= 0 && rightValue(key), fromRedis: !admitted.insured };
      },
    };
  };

/** rate-limiter-flexible with insurance, its client as the docs of the limiter make it. */
export const limiterOutage = limiterWith({ enableOfflineQueue: false }, false);

/** The same by somebody who knows: a deadline for each command, no second try, none at all while disconnected. */
export const tunedLimiterOutage = limiterWith(
  { enableOfflineQueue: false, commandTimeout: 100, maxRetriesPerRequest: 0, connectTimeout: 300 },
  true,
);
