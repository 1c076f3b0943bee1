import { setTimeout as rest } from 'node:timers/promises';
import { type Logger } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { type AttemptRef } from '../table/job-row';
import { type JobTable } from '../table/job-table';
import { errorText } from './error-text';
import { type Verdict } from './verdict';

/** A verdict on its way to PostgreSQL. */
export interface Ending {
  readonly ref: AttemptRef;
  readonly queue: string;
  readonly verdict: Verdict;
  readonly onWritten: () => void;
}

type Table = Pick<JobTable, 'end' | 'retry' | 'bury' | 'giveBack'>;

const mostAtOnce = 1_000;
const firstRestMs = 100;
const longestRestMs = 2_000;

/**
 * Brings verdicts to PostgreSQL: those that come while some are under way go together with the next ones, and none is
 * dropped while PostgreSQL is away, until it is stopped. Each names its attempt, so bringing it twice does nothing the
 * second time.
 */
export class Endings {
  private waiting: Ending[] = [];
  private underWay: readonly Ending[] = [];
  private flushing: Promise<void> | undefined;
  private failures = 0;
  /** So many go one by one. */
  private alone = 0;
  private since = 0;
  private readonly stopping = new AbortController();

  constructor(
    private readonly table: Table,
    private readonly logger: Logger,
  ) {}

  get size(): number {
    return this.waiting.length + this.underWay.length;
  }

  /** Whether PostgreSQL did not take the last ones. */
  get isBehind(): boolean {
    return this.failures > 0;
  }

  get refs(): AttemptRef[] {
    return [...this.underWay, ...this.waiting].map(({ ref }) => ref);
  }

  add(ending: Ending): void {
    this.waiting.push(ending);
    if (!this.isStopped) this.flushing ??= this.flush();
  }

  /** No more attempts from here on: what PostgreSQL has not taken is found by others when this worker is gone. */
  stop(): void {
    this.stopping.abort();
  }

  /** Resolves when nothing waits, or nothing is brought any more. */
  async settled(): Promise<void> {
    while (this.flushing) await this.flushing;
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0 && !this.isStopped) {
      // All that ends in the same turn of the loop goes together.
      await new Promise((resolve) => setImmediate(resolve));
      // Alone when together they were refused, so that one PostgreSQL cannot take does not hold up the others.
      this.underWay = this.waiting.splice(0, this.alone > 0 ? 1 : mostAtOnce);
      this.alone = Math.max(0, this.alone - 1);
      const error = await this.write(this.underWay).then(
        () => undefined,
        (cause: Error) => cause,
      );
      const written = this.underWay;
      this.underWay = [];
      if (error) await this.again(written, error);
      else this.wrote(written);
    }
    this.flushing = undefined; // In the turn of the last look: what comes later than that begins anew.
  }

  private async write(endings: readonly Ending[]): Promise<void> {
    const { table } = this;
    const of = <K extends Verdict['kind']>(kind: K) =>
      endings.flatMap(({ ref, verdict }) =>
        verdict.kind === kind ? [{ ref, ...(verdict as Extract<Verdict, { kind: K }>) }] : [],
      );
    const [ended, late, dead, given] = [of('end'), of('retry'), of('bury'), of('giveBack')];
    if (ended.length > 0) await table.end(ended.map(({ ref }) => ref));
    if (late.length > 0) await table.retry(late);
    if (dead.length > 0) await table.bury(dead);
    if (given.length > 0) await table.giveBack(given.map(({ ref }) => ref));
  }

  private wrote(endings: readonly Ending[]): void {
    if (this.failures > 0) {
      const seconds = ((performance.now() - this.since) / 1_000).toFixed(1);
      this.logger.log(`Endings of jobs are written again after ${seconds} s`);
    }
    this.failures = 0;
    for (const { onWritten } of endings) onWritten();
  }

  private async again(endings: readonly Ending[], error: Error): Promise<void> {
    if (this.failures === 0) {
      this.since = performance.now();
      this.logger.warn(`Endings of jobs wait, ${endings.length} now: ${errorText(error)}`);
    }
    this.failures += 1;
    const isOutage = classifyDatabaseError(error) !== undefined;
    if (!isOutage && endings.length > 1) this.alone = endings.length;
    // A single one that is refused for what it is goes to the end of the line.
    const isCulprit = !isOutage && endings.length === 1;
    this.waiting = isCulprit ? [...this.waiting, ...endings] : [...endings, ...this.waiting];
    const full = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(this.failures - 1, 16));
    const { signal } = this.stopping;
    await rest(full * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined); // ended early: stopped
  }
}
