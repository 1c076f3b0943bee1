import { type RedisServer } from '@secureconnect/testing';

/** One thing that is done to a Redis, and undone. */
export interface RedisFault {
  readonly name: string;
  readonly did: string;
  on(redis: RedisServer): unknown;
  off(redis: RedisServer): unknown;
}

/** What a cache must live through. */
export const redisFaults: readonly RedisFault[] = [
  {
    name: 'killed',
    did: 'SIGKILL, and started again with nothing in it',
    on: (redis) => redis.kill(),
    off: (redis) => redis.start(),
  },
  { name: 'hung', did: 'SIGSTOP, SIGCONT', on: (redis) => redis.freeze(), off: (redis) => redis.thaw() },
  { name: 'wiped', did: 'FLUSHALL', on: (redis) => redis.flush(), off: () => undefined },
  {
    name: 'read-only',
    did: 'made the replica of a master that is not there: READONLY',
    on: (redis) => redis.readOnly(true),
    off: (redis) => redis.readOnly(false),
  },
  {
    name: 'out of memory',
    did: 'maxmemory 1 without eviction: OOM',
    on: (redis) => redis.outOfMemory(true),
    off: (redis) => redis.outOfMemory(false),
  },
];
