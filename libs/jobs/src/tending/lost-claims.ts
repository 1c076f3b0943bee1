import { type JobDatabase } from '../table/job-database';
import { type AttemptRef } from '../table/job-row';
import { type JobTable } from '../table/job-table';

const heldSql = 'SELECT id, attempt, worker FROM jobs WHERE ready AND worker = $1';
/** A claim that was given up may lie in the buffer of a frozen PostgreSQL and be carried out when that wakes. */
const looksAfterFailure = 3;

/** What is known of the attempts of this worker. */
export interface KnownAttempts {
  readonly failedClaims: number;
  readonly underWay: readonly AttemptRef[];
  claimsAnswered(): Promise<void>;
}

/** Finds the jobs that a claim took whose answer never came: they are this worker's, and it does not know. */
export class LostClaims {
  private failures = 0;
  private looksLeft = 0;

  constructor(
    private readonly database: JobDatabase,
    private readonly jobs: JobTable,
    private readonly me: string,
    private readonly known: KnownAttempts,
  ) {}

  /** Gives them back; their handlers were not called, so that is right for those that run at most once, too. */
  async look(): Promise<void> {
    if (this.failures !== this.known.failedClaims) this.looksLeft = looksAfterFailure;
    this.failures = this.known.failedClaims;
    if (this.looksLeft === 0) return;
    this.looksLeft -= 1;
    const held = await this.database.rows<AttemptRef>({ text: heldSql, values: [this.me] });
    // A claim that this look could see has been answered then, or never will be.
    await this.known.claimsAnswered();
    const known = new Set(this.known.underWay.map(nameOf));
    const lost = held.filter((ref) => !known.has(nameOf(ref)));
    if (lost.length > 0) await this.jobs.giveBack(lost);
  }
}

const nameOf = ({ id, attempt }: AttemptRef): string => `${id} ${attempt}`;
