import { type Call } from '../machine/call';
import { type CallChange } from './call-change';

/** A connection to a call that an instance vouches for. */
export interface HeldLeg {
  readonly callId: string;
  readonly userId: string;
  readonly leg: number;
}

/** Reads calls, and keeps the leases of connections; what changes calls goes through `ChangeCall`. */
export abstract class CallRecord {
  abstract find(callId: string): Promise<Call | undefined>;
  /** Calls that are not over and that she is in, or called by. */
  abstract openOf(userIds: readonly string[]): Promise<readonly Call[]>;
  /** What changed next after a version, in its order: 500 changes at most; whoever is still behind asks again. */
  abstract changesAfter(callId: string, version: number): Promise<readonly CallChange[]>;
  /** Says that these connections are there; gives those the record knows otherwise. */
  abstract renew(legs: readonly HeldLeg[]): Promise<readonly HeldLeg[]>;
}
