import { type RedisSighting } from './redis-sighting';

/** Looks at Redis, each time within a deadline of its own; rejects with the reason where Redis does not answer well. */
export abstract class RedisProbe {
  /** Where the marker stands; undefined where every master of a Cluster has one. */
  readonly markerKey: string | undefined;

  /** Proves that Redis takes a write, and says what it saw of the server meanwhile. */
  abstract probe(): Promise<RedisSighting>;

  /** The marker alone, cheaply. */
  abstract glance(): Promise<string | null>;

  /** Looks as a probe does, and leaves a key of this token in the same step, so that a wipe from then on shows. */
  abstract beginFilling(token: string): Promise<RedisSighting>;

  /** Marks Redis as filled, in one step with proving that nothing wiped or replaced it since; false where something did. */
  abstract mark(marker: string, token: string): Promise<boolean>;

  /** Calls back when a connection of the probe ended: Redis is to be looked at now. */
  abstract onLost(listener: () => void): void;

  abstract close(): void;
}
