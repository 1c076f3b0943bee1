import { type FailoverStore } from '@secureconnect/resilience';
import { type MemoryEngine } from '../../memory/memory-engine';
import { type MemoryMirror } from '../memory/memory-mirror';
import { type CacheKeys } from '../redis/cache-keys';
import { type RedisReads } from '../redis/redis-reads';
import { type RedisWrites } from '../redis/redis-writes';
import { type KeptChanges } from '../sync/kept-changes';
import { type KnownKeys } from '../sync/known-keys';
import { type WriteStamps } from '../sync/write-stamps';
import { type OwnWrites } from './own-writes';

/** What every command of a cache manager is made with. */
export interface CacheParts {
  /** The one choke point: Redis, else memory. */
  readonly store: FailoverStore;
  /** Before every command on keys. */
  readonly own: OwnWrites;
  readonly keys: CacheKeys;
  readonly reads: RedisReads;
  readonly writes: RedisWrites;
  readonly engine: MemoryEngine;
  readonly mirror: MemoryMirror;
  readonly changes: KeptChanges;
  readonly stamps: WriteStamps;
  /** What Redis was seen to hold of critical keys. */
  readonly known: KnownKeys;
  /** Milliseconds a key lives when nothing else is said. */
  readonly defaultTtl: number;
}
