import { type GiveBack } from './give-back';
import { type RedisUnderTest } from './redis-under-test';

/** A way to lose Redis. */
export interface Fault {
  readonly name: string;
  /** What is done to it, for people: "Redis is …". */
  readonly says: string;
  /** How that ends: "Redis …". */
  readonly ends: string;
  /** What people then do it without, as the head of a column and of a part. */
  readonly during: string;
  /** False where it goes on answering, so that nothing need be degraded meanwhile. */
  readonly isNoticed: boolean;
  /** Registers how it is undone before it does anything. */
  begin(redis: RedisUnderTest, back: GiveBack): Promise<void>;
}
