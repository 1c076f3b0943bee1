import { type RedisFault } from '@secureconnect/resilience';
import { type FaultProxy, type RedisServer } from '@secureconnect/testing';
import { type RedisGate } from '../gate/redis-gate';

/** One Redis, reached through a proxy. */
export interface Place {
  readonly redis: RedisServer;
  readonly proxy: FaultProxy;
  readonly gate: RedisGate;
}

/** A fault under which operations are called all at once. */
export interface StormFault {
  readonly name: string;
  readonly did: string;
  readonly must: string;
  readonly on: (place: Place) => unknown;
  /** When all calls are on their way. */
  readonly midway?: (place: Place) => unknown;
  readonly off: (place: Place) => unknown;
  /** Nothing sent under it reaches the server in time, so nothing reported as failed may be there at all. */
  readonly stopsAll?: boolean;
  /** Reads go on. */
  readonly readsStay?: boolean;
  /** Every write fails. */
  readonly refusesWrites?: boolean;
  /** What it may be called; anything, where that is not the point. */
  readonly called?: readonly RedisFault[];
  /** The server forgets what it acknowledged. */
  readonly forgets?: boolean;
}
