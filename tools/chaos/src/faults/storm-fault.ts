import { type RedisForm, type StormSystem, type SystemShape } from '../system/storm-system';

/** Ends a fault; resolves when what it struck is well again. */
export type EndFault = () => Promise<void>;

/** Something that happens to a system, by the catalogue of what real servers do. */
export interface StormFault {
  /** Stable, for tables and replays: `redis-killed`, `postgres-frozen`, `way-cut`. */
  readonly name: string;
  /** For people: `Redis is killed, and comes back empty`. */
  readonly does: string;
  /** Of which kind is what it strikes: of Redis and of PostgreSQL one fault at a time, of the others one for each target. */
  readonly takes: 'redis' | 'postgres' | 'instance' | 'way';
  readonly forms: readonly RedisForm[];
  /** What it may strike, by the names that the shape has: a plan draws one of them. */
  targets(shape: SystemShape): readonly string[];
  /** Begins it; resolves when it is there. `forMs`: how long it will last, for those that end by themselves. */
  begin(system: StormSystem, target: string, forMs: number): Promise<EndFault>;
}
