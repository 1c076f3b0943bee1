import { type RegisteredJob } from '../definition/job-registry';
import { FaultLog } from '../fault-log';
import { type AttemptRef, type ClaimedJob } from '../table/job-row';
import { type AbortCause } from './attempt-aborted.error';
import { Attempt, type AttemptSurroundings } from './attempt';
import { type Ending } from './endings';
import { type Places } from './job-activity';
import { type Outcome } from './outcome';
import { type Verdict, verdictOf } from './verdict';

/** What a queue's runner asks of the worker it belongs to. */
export interface RunnerSurroundings extends Omit<AttemptSurroundings, 'onOutcome' | 'onStuck' | 'onLeft'> {
  /** No more than this at once, and no more than this many endings on their way before claims wait. */
  readonly batch: number;
  /** False while no job may be claimed. */
  mayClaim(): boolean;
  claim(name: string, limit: number, overall?: number): Promise<ClaimedJob[]>;
  onClaimFailed(): void;
  bring(ending: Ending): void;
  onVerdict(attempt: Attempt, outcome: Outcome, verdict: Verdict): void;
  /** All places of the queue are, or are no longer, occupied by handlers that do not end. */
  onBlocked(queue: string, isBlocked: boolean): void;
}

/** The places of one queue in this process: claims as many jobs as there are free ones, one statement at a time. */
export class QueueRunner {
  private readonly attempts = new Set<Attempt>();
  private stuck = 0;
  private stuckSince: Date | undefined;
  private isBlocked = false;
  private claiming: Promise<void> | undefined;
  /** Nothing was left at the last claim; so it is until somebody wakes it. */
  private isDry = true;
  private wakes = 0;
  private unwritten = 0;
  private readonly faults: FaultLog;

  constructor(
    readonly registered: RegisteredJob,
    private readonly surroundings: RunnerSurroundings,
  ) {
    this.faults = new FaultLog(`Jobs of "${this.name}" cannot be claimed`);
  }

  get name(): string {
    return this.registered.definition.name;
  }

  get places(): Places {
    const { concurrency: most } = this.registered.definition;
    const { stuck, stuckSince } = this;
    return { queue: this.name, most, running: this.attempts.size - stuck, stuck, stuckSince };
  }

  /** The attempts whose outcome is still open. */
  get open(): AttemptRef[] {
    return [...this.attempts].filter(({ isOver }) => !isOver).map(({ job }) => job);
  }

  /** Resolves when the claim that is under way has been answered. */
  async claimed(): Promise<void> {
    await this.claiming;
  }

  wake(): void {
    this.isDry = false;
    this.wakes += 1;
    this.fill();
  }

  /** Tells those attempts that run why they should end; all unless ids are given. */
  abort(because: AbortCause, ids?: ReadonlySet<string>): void {
    for (const attempt of this.attempts) if (!ids || ids.has(attempt.id)) attempt.abort(because);
  }

  giveUp(): void {
    for (const attempt of this.attempts) attempt.giveUp();
  }

  /** How many jobs may be claimed now. */
  private get room(): number {
    const { registered, surroundings, unwritten } = this;
    const { concurrency } = registered.definition;
    const isBehind = unwritten >= Math.max(concurrency, surroundings.batch);
    if (this.isDry || isBehind || !surroundings.mayClaim()) return 0;
    return Math.min(concurrency - this.attempts.size, surroundings.batch);
  }

  /** A claim on the way is waited for; the next one takes all places that became free meanwhile. */
  private fill(): void {
    if (this.claiming || this.room <= 0) return;
    this.claiming = this.claimSoon().finally(() => {
      this.claiming = undefined;
      this.fill();
    });
  }

  /** All places that become free in the same turn of the loop are filled together. */
  private async claimSoon(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.room > 0) await this.claim(this.room, this.registered.definition.overall);
  }

  private async claim(room: number, overall: number | undefined): Promise<void> {
    const { wakes, surroundings } = this;
    try {
      const jobs = await surroundings.claim(this.name, room, overall);
      // Woken meanwhile: what came may not have been seen by this claim.
      if (jobs.length < room && wakes === this.wakes) this.isDry = true;
      for (const job of jobs) this.start(job);
    } catch (error) {
      this.isDry = true;
      this.faults.note(error);
      surroundings.onClaimFailed();
    }
  }

  private start(job: ClaimedJob): void {
    // Answered after the last claim was called off: as if it had never been made.
    if (!this.surroundings.mayClaim()) return this.bring(job, { kind: 'giveBack' });
    const { surroundings } = this;
    const attempt = new Attempt(job, this.registered, {
      graceMs: surroundings.graceMs,
      inTransaction: (work) => surroundings.inTransaction(work),
      end: (ref, manager) => surroundings.end(ref, manager),
      note: (ref, value) => surroundings.note(ref, value),
      onOutcome: (...outcome) => this.onOutcome(...outcome),
      onStuck: () => this.countStuck(1),
      onLeft: (left) => this.onLeft(left),
    });
    this.attempts.add(attempt);
    attempt.start();
  }

  private onOutcome(attempt: Attempt, outcome: Outcome): void {
    const verdict = verdictOf(this.registered.definition, attempt.attempt, outcome);
    this.surroundings.onVerdict(attempt, outcome, verdict);
    if (verdict.kind === 'nothing') this.onWritten(attempt.job);
    else this.bring(attempt.job, verdict);
  }

  private bring(job: ClaimedJob, verdict: Verdict): void {
    this.unwritten += 1;
    const onWritten = (): void => {
      this.unwritten -= 1;
      this.onWritten(job);
    };
    this.surroundings.bring({ ref: job, queue: this.name, verdict, onWritten });
  }

  /** The end of one may be what another waited for. */
  private onWritten({ orderKey }: ClaimedJob): void {
    if (orderKey !== undefined || this.registered.definition.overall !== undefined) this.wake();
    else this.fill();
  }

  private onLeft(attempt: Attempt): void {
    this.attempts.delete(attempt);
    if (attempt.isStuck) this.countStuck(-1);
    this.fill();
  }

  private countStuck(change: 1 | -1): void {
    this.stuck += change;
    this.stuckSince = this.stuck > 0 ? (this.stuckSince ?? new Date()) : undefined;
    const isBlocked = this.stuck >= this.registered.definition.concurrency;
    if (this.isBlocked === isBlocked) return;
    this.isBlocked = isBlocked;
    this.surroundings.onBlocked(this.name, isBlocked);
  }
}
