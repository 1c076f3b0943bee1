import { type Dice } from '@secureconnect/testing';
import { type RedisForm, type StormSystem } from '../system/storm-system';

/** Something that happens to a system, by the catalogue of what real servers do. */
export interface StormFault {
  /** Stable, for tables and replays: `redis-killed`, `postgres-frozen`, `way-cut`. */
  readonly name: string;
  /** What it needs for itself: two faults that take the same thing never overlap. */
  readonly takes: 'redis' | 'postgres' | 'instance' | 'way';
  readonly forms: readonly RedisForm[];
  /** Makes it with what the dice draw; resolves when what it struck is well again, with what it struck. */
  make(system: StormSystem, dice: Dice, forMs: number): Promise<string>;
}
