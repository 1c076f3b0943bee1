import { setTimeout as rest } from 'node:timers/promises';
import { type Logger } from '@nestjs/common';
import { type RegisteredJob } from '../definition/job-registry';
import { FaultLog } from '../fault-log';
import { type JobsOptions } from '../jobs.options';
import { type AttemptRef, type ClaimedJob } from '../table/job-row';
import { type AbortCause } from './attempt-aborted.error';
import { type Attempt } from './attempt';
import { DeadLetterLog } from './dead-letter-log';
import { type Ending, Endings } from './endings';
import { errorText } from './error-text';
import { type JobActivity, type Places } from './job-activity';
import { type JobTables } from './job-tables';
import { type Lease } from './lease';
import { type NewsForOthers } from './news-for-others';
import { type Outcome } from './outcome';
import { QueueRunner, type RunnerSurroundings } from './queue-runner';
import { Turnstile } from './turnstile';
import { type Verdict } from './verdict';
import { type WakeUps } from './wake-ups';
import { type WorkerIdentity } from './worker-identity';

/** Claims of all queues together must leave connections of the pool to those who answer requests. */
const claimsAtOnce = 3;
/** A claim that failed is made again after this at the earliest. */
const claimAgainMs = 250;
const lookMs = 10;

/** What the floor stands on. */
export interface FloorParts {
  readonly tables: JobTables;
  readonly me: WorkerIdentity;
  readonly lease: Lease;
  readonly wakeUps: WakeUps;
  readonly news: NewsForOthers;
  readonly activity: JobActivity;
  readonly options: JobsOptions;
  readonly logger: Logger;
}

/** Where the handlers of one process run: a runner for each queue, and what they share. */
export class WorkFloor {
  readonly endings: Endings;
  private readonly runners: ReadonlyMap<string, QueueRunner>;
  private readonly turnstile = new Turnstile(claimsAtOnce);
  private isOpen = false;
  private claimsFailed = 0;
  private readonly deadLetters: DeadLetterLog;
  private readonly unnoted: FaultLog;

  constructor(
    registered: readonly RegisteredJob[],
    private readonly parts: FloorParts,
  ) {
    this.deadLetters = new DeadLetterLog(parts.logger);
    this.unnoted = new FaultLog('The progress of a job was not written', parts.logger);
    this.endings = new Endings(parts.tables.jobs, parts.logger);
    const surroundings = this.surroundings();
    this.runners = new Map(
      registered.map((job) => [job.definition.name, new QueueRunner(job, surroundings)] as const),
    );
    parts.activity.showPlaces(() => this.places);
  }

  get places(): readonly Places[] {
    return [...this.runners.values()].map(({ places }) => places);
  }

  /** The attempts that are not over, or whose end PostgreSQL has not taken yet. */
  get underWay(): AttemptRef[] {
    return [...this.runners.values()].flatMap(({ open }) => open).concat(this.endings.refs);
  }

  /** How many claims went unanswered; what they took, if they did, nobody runs. */
  get failedClaims(): number {
    return this.claimsFailed;
  }

  /** From here on jobs are claimed. */
  open(): void {
    this.isOpen = true;
    this.wakeAll();
  }

  /** All queues, since nobody told what came meanwhile. */
  wakeAll(): void {
    this.wake([...this.runners.keys()]);
  }

  /** No claims from here on; resolves when none is under way. */
  async close(): Promise<void> {
    this.isOpen = false;
    await this.claimsAnswered();
  }

  /** Resolves when no handler is waited for, or when the time is over. */
  async emptied(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (this.places.some(({ running }) => running > 0) && performance.now() < until) await rest(lookMs);
  }

  async claimsAnswered(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.claimed()));
  }

  wake(names: readonly string[]): void {
    for (const name of names) this.runners.get(name)?.wake();
  }

  abort(because: AbortCause, ids?: ReadonlySet<string>): void {
    for (const runner of this.runners.values()) runner.abort(because, ids);
  }

  giveUp(): void {
    for (const runner of this.runners.values()) runner.giveUp();
  }

  private surroundings(): RunnerSurroundings {
    const { tables, options, lease } = this.parts;
    const { jobs, database } = tables;
    return {
      graceMs: options.graceMs,
      batch: options.batch,
      mayClaim: () => this.isOpen && lease.isHeld && !this.endings.isBehind,
      claim: (...asked) => this.claim(...asked),
      onClaimFailed: () => this.onClaimFailed(),
      inTransaction: (work) => database.transaction(work),
      end: async (ref, manager) => (await jobs.end([ref], manager)).length > 0,
      note: (ref, value) => jobs.progress(ref, value).catch((error) => this.unnoted.note(error)),
      bring: (ending) => this.bring(ending),
      onVerdict: (...verdict) => this.onVerdict(...verdict),
      onBlocked: (...blocked) => this.onBlocked(...blocked),
    };
  }

  private claim(name: string, limit: number, overall?: number): Promise<ClaimedJob[]> {
    const { tables, me } = this.parts;
    // Whose turn comes when this worker leaves has none.
    const ask = async () => (this.isOpen ? tables.jobs.claim(name, limit, me.id, overall) : []);
    return this.turnstile.pass(ask);
  }

  /** What is given back, or ends and so makes room when nothing is claimed here any more, is work for others. */
  private bring(ending: Ending): void {
    const { verdict, queue } = ending;
    const isForOthers = verdict.kind === 'giveBack' || !this.isOpen;
    const onWritten = (): void => {
      ending.onWritten();
      // Its time runs from here on: a look before it is written would find nothing, and foresee nothing.
      if (verdict.kind === 'retry') this.parts.wakeUps.dueIn(verdict.delayMs);
      if (isForOthers) this.parts.news.tell(queue);
    };
    this.endings.add({ ...ending, onWritten });
  }

  /** An outage is told where it is noticed; who looks for work comes back to this queue. */
  private onClaimFailed(): void {
    this.claimsFailed += 1;
    this.parts.wakeUps.dueIn(claimAgainMs);
  }

  private onVerdict({ job, ranMs }: Attempt, came: Outcome, verdict: Verdict): void {
    const { kind: outcome } = came;
    const { activity, logger } = this.parts;
    const { name: queue, waitedMs, id: job_id, attempt } = job;
    activity.attempts$.next({ queue, outcome, verdict: verdict.kind, waitedMs, ranMs });
    if (came.kind === 'failed_after_end')
      logger.warn({ msg: `A job of "${queue}" had ended when its handler failed: ${errorText(came.error)}`, queue, job_id, attempt }); // prettier-ignore
    // It ended within its own transaction.
    if (verdict.kind === 'nothing' && !this.isOpen) this.parts.news.tell(queue);
    if (verdict.kind !== 'bury') return;
    const { reason, error } = verdict;
    this.deadLetters.note(queue, error, { job_id, attempt, reason });
  }

  private onBlocked(queue: string, isBlocked: boolean): void {
    const { logger } = this.parts;
    if (isBlocked)
      logger.error(
        `All places of "${queue}" are occupied by handlers that do not end: no job of it runs here`,
      );
    else logger.log(`A place of "${queue}" is free again`);
  }
}
