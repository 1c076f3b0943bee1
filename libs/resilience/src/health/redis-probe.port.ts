import { type RedisSighting } from './redis-sighting';

/** Looks at Redis, each time within a deadline of its own; rejects with the reason where Redis does not answer well. */
export abstract class RedisProbe {
  /** Proves that Redis takes a write, and says what it saw of the server meanwhile. */
  abstract probe(): Promise<RedisSighting>;

  /** The marker alone, cheaply. */
  abstract glance(): Promise<string | null>;

  /** Leaves a key under this token in Redis before it is filled, so that a wipe in the middle shows. */
  abstract beginFilling(token: string): Promise<void>;

  /** Marks this Redis as filled, in one step with proving that nothing wiped or replaced it since `beginFilling`; false where something did. */
  abstract mark(marker: string, token: string): Promise<boolean>;

  /** Calls back when a connection of the probe ended: Redis is to be looked at now. */
  abstract onLost(listener: () => void): void;

  abstract close(): void;
}
