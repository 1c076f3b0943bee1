import { type Inserted } from './job-row';

/** What became of each of some jobs; `differs`: its idempotency key stands for another payload. */
export interface InsertAnswer {
  /** Undefined: it was too late, and none is in. */
  readonly outcomes?: readonly (Inserted | 'differs')[];
  /** PostgreSQL's clock when it decided. */
  readonly nowMs: number;
}
