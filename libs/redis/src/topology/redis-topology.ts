import { type ConnectionKind } from '../connection/connection-kind';
import { type RedisLane } from '../connection/redis-lane';

/** Where a redirected operation goes on. */
export interface Redirection {
  readonly lane: RedisLane;
  /** For this once only: the slot is being moved. */
  readonly asking: boolean;
}

/** Leads an operation to the server it concerns. */
export interface RedisTopology {
  /** The lane to the master of a slot; any master when no slot is named. */
  lane(kind: ConnectionKind, slot: number | undefined): RedisLane | Promise<RedisLane>;
  /** A slot of each master; undefined for one that serves all. */
  masters(): readonly (number | undefined)[] | Promise<readonly (number | undefined)[]>;
  /** Where an error reply points; undefined when it is an error and nothing else. */
  redirection(kind: ConnectionKind, error: Error): Redirection | undefined;
  /** Told of every fault, for it may mean that the servers have changed their parts. */
  suspect(): void;
  close(): void;
}
