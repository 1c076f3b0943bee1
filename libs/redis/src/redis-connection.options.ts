import { type RedisOptions } from './options/redis.options';

/** Where one Redis is and how long it may take. */
export type RedisConnectionOptions = RedisOptions;
