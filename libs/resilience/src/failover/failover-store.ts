import { BreakerOpenError } from '../breaker/breaker-open.error';
import { type DeadlineWheel } from '../deadline/deadline-wheel';
import { type RedisFault } from '../fault/redis-fault';
import { refusalBy } from '../policy/closed-store';
import { markDegraded } from '../policy/degraded-marks';
import { type FailoverCall, type FailoverWrite, type RecordedWrite, type TieredWork } from './failover-call';
import { type FailoverObserver, type FallbackCause } from './failover-observer';
import { type CallOwner, GuardedCall } from './guarded-call';
import { LowerTiers, type LowerTiersOptions } from './lower-tiers';
import { type UnsettledWrites } from './failover.options';
import { type RedisGatekeeper, type RedisKind } from './redis-gatekeeper';
import { type Tier, type TierName } from './tier';

/** What all stores of a process share. */
export interface FailoverSurroundings extends LowerTiersOptions {
  readonly gatekeepers: Readonly<Record<RedisKind, RedisGatekeeper>>;
  readonly wheel: DeadlineWheel;
  readonly observer?: FailoverObserver | undefined;
}

/** What holds for the calls of one store. */
interface FailoverStoreSettings {
  readonly deadlineMs: number;
  readonly pending: UnsettledWrites | undefined;
}

/**
 * The one place every call of one store goes through: admitted to Redis or not, bounded in time, served by the next
 * tier if need be, marked and counted.
 */
export class FailoverStore implements CallOwner {
  readonly wheel: DeadlineWheel;
  private readonly lower: LowerTiers;
  private inUse: TierName = 'redis';
  /** Since when that tier serves. */
  tierSince = new Date();
  /** Held off Redis by an operator: other tiers serve this store alone, however well Redis is. */
  isHeld = false;

  constructor(
    readonly name: string,
    readonly tiers: readonly Tier[],
    private readonly around: FailoverSurroundings,
    private readonly settings: FailoverStoreSettings,
  ) {
    this.wheel = around.wheel;
    this.lower = new LowerTiers(name, around, (tier) => this.use(tier));
  }

  /** Which tier served last. */
  get tier(): TierName {
    return this.inUse;
  }

  /** Asks Redis if it may be asked; else, and on a fault, the next tier there is. Bugs surface as themselves. */
  call<T>(operation: string, call: FailoverCall<T>): Promise<T> {
    const gatekeeper = this.around.gatekeepers[call.kind];
    const stale = call.mayReadStale === true;
    const isBehind = call.isBehind === true || (call.kind === 'read' && !stale && this.lacksWrites);
    if (this.isHeld || isBehind || !gatekeeper.admits(stale))
      return this.divert(operation, call, gatekeeper, this.reason(isBehind));
    if (stale && gatekeeper.isStale) {
      markDegraded(this.name);
      const refusal = refusalBy(this.name);
      if (refusal) return Promise.reject(refusal);
    }
    return new GuardedCall(this, gatekeeper, operation, call, this.deadlineOf(call)).run();
  }

  /** Writes to Redis; else to the next tier, and then has the write kept. A write that no tier took is not kept. */
  write<T>(operation: string, write: FailoverWrite<T>): Promise<T> {
    const gatekeeper = this.around.gatekeepers.write;
    const isBehind = write.isBehind === true;
    if (this.isHeld || isBehind || !gatekeeper.admits())
      return this.divert(operation, write, gatekeeper, this.reason(isBehind));
    return new GuardedCall(this, gatekeeper, operation, write, this.deadlineOf(write)).run();
  }

  /** Brings to Redis what its record has taken already, or has it kept: only a bug makes this fail. */
  async writeRecorded(operation: string, write: RecordedWrite): Promise<void> {
    await this.write<unknown>(operation, { ...write, isRecorded: true });
  }

  /** Asks the next tier, where Redis is well and yet cannot answer: its answer to this would be no proof. */
  beyondRedis<T>(operation: string, call: Omit<FailoverCall<T>, 'redis'>): Promise<T> {
    const gatekeeper = this.around.gatekeepers[call.kind];
    // The tier that is left out is not asked.
    return this.divert(operation, call as FailoverCall<T>, gatekeeper, 'no_proof');
  }

  /** Redis is known to be away: memory may answer in this very turn, where a promise would cost more than the answer. */
  get isAway(): boolean {
    return this.isHeld || this.around.gatekeepers.write.isStale;
  }

  /** Memory answers in this very turn: marked and counted as any call is. Throws where the handler declared the store closed. */
  answerAtOnce(): void {
    markDegraded(this.name);
    const refusal = refusalBy(this.name);
    if (refusal) throw refusal;
    this.lower.servedAtOnce(this.reason());
  }

  /** Redis served a call: a write counts for the readers of other tiers too, while reads rest or were diverted. */
  answered(work: TieredWork<unknown>): void {
    this.lower.written(work);
    if (this.inUse !== 'redis' && !this.lacksWrites) this.returned();
  }

  /** Redis serves; an answer that may be old does not mean that the store is served from it. */
  returned(): void {
    if (this.inUse !== 'redis' && !this.isHeld && !this.around.gatekeepers.read.isStale) this.use('redis');
  }

  /** Redis was asked and failed. */
  instead<T>(operation: string, work: TieredWork<T>, fault: RedisFault, error: unknown): Promise<T> {
    if (fault === 'hung') this.around.observer?.missedDeadline(this.kindOf(work));
    return this.next(operation, work, fault, error) ?? Promise.reject(error as Error);
  }

  /** On the path of every call while degraded: nothing is allocated on the way to the next tier. */
  private divert<T>(
    operation: string,
    work: TieredWork<T>,
    gatekeeper: RedisGatekeeper,
    because: FallbackCause,
  ): Promise<T> {
    return (
      this.next(operation, work, because) ??
      Promise.reject(new BreakerOpenError(operation, gatekeeper.breaker.retryAfterMs))
    );
  }

  /**
   * The next tier, unless the handler that asks declared this store closed and Redis went away after the guard looked.
   * What its record has taken already is kept all the same: refused, it would be missing in Redis for good.
   */
  private next<T>(
    operation: string,
    work: TieredWork<T>,
    because: FallbackCause,
    cause?: unknown,
  ): Promise<T> | undefined {
    markDegraded(this.name);
    const refusal = work.isRecorded ? undefined : refusalBy(this.name, cause);
    return refusal ? Promise.reject(refusal) : this.lower.serve(operation, work, because);
  }

  private reason(isBehind = false): FallbackCause {
    if (this.isHeld) return 'held';
    return isBehind ? 'lacks_writes' : 'not_admitted';
  }

  /** Redis would answer without what this process has written. */
  private get lacksWrites(): boolean {
    const { pending } = this.settings;
    return pending !== undefined && pending.unsettled > 0;
  }

  private deadlineOf({ deadlineMs = this.settings.deadlineMs }: TieredWork<unknown>): number {
    return deadlineMs;
  }

  private kindOf(work: TieredWork<unknown>): RedisKind {
    return (work as Partial<FailoverCall<unknown>>).kind ?? 'write';
  }

  private use(tier: TierName): void {
    if (this.inUse === tier) return;
    this.inUse = tier;
    this.tierSince = new Date();
    this.around.observer?.tierChanged(this.name, tier);
  }
}
