import { type RedisKind } from './redis-gatekeeper';

/** How much time a call to Redis still has. */
export interface CallDeadline {
  /** In ms. Who asks Redis more than once gives each question this, so that no write outlives the call. */
  readonly leftMs: number;
  /** Another tier serves the call by now: what Redis still answers is older than what that one holds. */
  readonly isOver?: boolean;
}

/** What serves one call, tier by tier; a tier left out is passed over. */
export interface TieredWork<T> {
  readonly redis: (deadline: CallDeadline) => Promise<T>;
  /** Redis's part keeps to the deadline it is given by itself, as one question to the gate does; it never throws. */
  readonly isBounded?: boolean;
  readonly postgres?: () => Promise<T>;
  readonly memory?: () => T | Promise<T>;
  /** PostgreSQL took it beforehand: nothing else needs to serve. */
  readonly isRecorded?: boolean;
  /** Redis lacks a write that what is asked has to know of: the next tier, which took that write, serves. */
  readonly isBehind?: boolean;
  /** Of a read: those for one key at one time are one query. Of a write: reads after it see it. */
  readonly key?: string;
  /** For Redis, where this call differs from its store: a blocking read waits as long as it says. */
  readonly deadlineMs?: number;
}

/** One call that may be answered by any tier. */
export interface FailoverCall<T> extends TieredWork<T> {
  readonly kind: RedisKind;
  /** A read that may be answered by a Redis which only refuses writes, though its answer may be old. */
  readonly mayReadStale?: boolean;
  /** The caller's own way to give up sooner; what others wait for too goes on. */
  readonly signal?: AbortSignal;
}

/** One write. */
export interface FailoverWrite<T> extends TieredWork<T> {
  /** Keeps the write for the time when Redis is back; called once another tier has taken it. */
  readonly keep?: () => void;
}

/** A write that PostgreSQL, the record, has taken already; Redis is to have it too. */
export interface RecordedWrite {
  readonly redis: (deadline: CallDeadline) => Promise<unknown>;
  /** Keeps the write for the time when Redis is back. */
  readonly keep: () => void;
  /** Reads of the same key after it see it. */
  readonly key?: string;
}
