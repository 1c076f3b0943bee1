/** Which request a job came from, so that its log lines can be found beside those of the request. */
export interface JobContext {
  readonly requestId: string;
  readonly traceparent?: string;
}

/** A job that is to be accepted. */
export interface NewJob {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly payload: string;
  /** Lower first; 0 unless said. */
  readonly priority?: number;
  /** From PostgreSQL's now on. */
  readonly delayMs?: number;
  readonly dueAt?: Date;
  readonly orderKey?: string;
  readonly uniqueKey?: string;
  readonly idempotencyKey?: string;
  readonly context?: JobContext;
}

/** What became of a NewJob: its id and true, or the id of the one that stands for it. */
export interface Inserted {
  readonly id: string;
  readonly isNew: boolean;
}

/** One run of a job by one worker; whatever is written back names it, so that who was given up for dead writes nothing. */
export interface AttemptRef {
  readonly id: string;
  readonly attempt: number;
  readonly worker: string;
}

/** A job that a worker took. */
export interface ClaimedJob extends AttemptRef {
  readonly name: string;
  /** The same for every attempt: the idempotency key, or the id. */
  readonly key: string;
  /** JSON; nobody has looked into it. */
  readonly payload: string;
  readonly priority: number;
  readonly orderKey?: string;
  readonly enqueuedAt: Date;
  /** From when it might have run until it was claimed, by PostgreSQL's clock. */
  readonly waitedMs: number;
  readonly context?: JobContext;
}

/** Why a job is a dead letter. */
export type DeadReason = 'failed' | 'invalid_payload' | 'fate_unknown';
