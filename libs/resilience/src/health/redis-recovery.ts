import { randomUUID } from 'node:crypto';
import { Subject } from 'rxjs';
import { EpochUnknownError } from '../identity/epoch-unknown.error';
import { type IdentityChange } from '../identity/identity-change';
import { serverOf } from '../identity/marker';
import { type Judgement, ServerIdentity } from '../identity/server-identity';
import { abortable } from '../recovery/abortable';
import { type RecoveryOutcome, type RecoveryProgress } from '../recovery/recovery-progress';
import { RedisChangedError } from './redis-changed.error';
import { type RedisProbe } from './redis-probe.port';
import {
  defaultRedisRecoveryOptions,
  type RedisRecoveryOptions,
  type RedisRecoveryParts,
} from './redis-recovery.options';
import { type RedisSighting } from './redis-sighting';

/** How one recovery ended. */
export type RecoveryEnd = Pick<RecoveryOutcome, 'state' | 'reconciled' | 'durationMs' | 'failure'>;

/** Makes the Redis that a probe saw the one we filled: judges it, brings what it lacks, marks it. One at a time. */
export class RedisRecovery {
  private readonly options: RedisRecoveryOptions;
  private readonly identity: ServerIdentity;
  private readonly token = randomUUID();
  private readonly changes = new Subject<IdentityChange>();
  private readonly ends = new Subject<RecoveryEnd>();
  private current: { readonly abort: AbortController; readonly server?: string } | undefined;
  private isDone = false;
  private failures = 0;
  private notBefore = 0;
  private lastChange: IdentityChange | undefined;

  /** Each thing noticed about the server, once. */
  readonly changes$ = this.changes.asObservable();
  /** Each attempt, when it ends. */
  readonly ends$ = this.ends.asObservable();

  constructor(
    private readonly probe: RedisProbe,
    private readonly parts: RedisRecoveryParts,
  ) {
    this.options = { ...defaultRedisRecoveryOptions, ...parts.options };
    this.identity = new ServerIdentity(parts.record);
  }

  /** How far each store is. */
  get progress(): readonly RecoveryProgress[] {
    return this.parts.reconciler.progress;
  }

  /** Kept writes that wait. */
  get remaining(): number {
    return this.parts.reconciler.remaining;
  }

  /** The filling that we trust; undefined before there was one. */
  get epoch(): number | undefined {
    return this.identity.epoch;
  }

  /** What a glance at the Redis we trust shows. */
  get marker(): string | undefined {
    return this.identity.marker;
  }

  /** Where that marker stands, for who would look with every question; undefined where several places hold it. */
  get markerKey(): string | undefined {
    return this.probe.markerKey;
  }

  /** This Redis has all it lacked; what was kept since then comes at the switch. */
  get isComplete(): boolean {
    return this.isDone;
  }

  /** An attempt failed a moment ago, and the next one waits its time. */
  get isPaused(): boolean {
    return performance.now() < this.notBefore;
  }

  /** The very Redis we trust. */
  recognises(sighting: RedisSighting): boolean {
    return this.identity.recognises(sighting);
  }

  /** Takes up a Redis that was seen to be well, if it is time to; `onEnd` hears how that went. */
  consider(sighting: RedisSighting, onEnd: (end: RecoveryEnd) => void): void {
    const { server = serverOf(sighting) } = this.current ?? {};
    if (server !== serverOf(sighting)) this.abort(new RedisChangedError());
    if (this.isDone && !this.recognises(sighting)) this.isDone = false;
    if (this.current || this.isDone || performance.now() < this.notBefore) return;
    const abort = new AbortController();
    this.current = { abort, server: serverOf(sighting) };
    void this.attempt(abort.signal).then((end) => this.ended(end, onEnd));
  }

  /** Redis is away or another one: what was under way ends now, and what was done counts no more. */
  abort(cause: Error): void {
    this.isDone = false;
    this.current?.abort.abort(cause);
  }

  /** Brings what was kept since the recovery was complete, and has one last look at the marker; false: not this time. */
  async finish(): Promise<boolean> {
    if (!this.isDone || this.current) return false;
    if (this.remaining > 0 && !(await this.sweep())) return false;
    const marker = await this.probe.glance().catch(() => null);
    if (marker !== this.marker) this.abort(new RedisChangedError());
    if (this.isDone) this.failures = 0;
    else this.pace('failed');
    return this.isDone;
  }

  /** Brings what was kept by those who were on their way to a fallback when Redis took over; true when nothing is left. */
  async sweep(): Promise<boolean> {
    if (this.current || this.remaining === 0 || performance.now() < this.notBefore) return false;
    const abort = new AbortController();
    this.current = { abort };
    const outcome = await this.parts.reconciler.run({ signal: abort.signal, atOnce: true });
    this.current = undefined;
    this.pace(outcome.state);
    return outcome.state === 'complete';
  }

  /** After the switch: who was on the way to a fallback then keeps a write that Redis should have had at once. */
  sweepLate(): void {
    const until = performance.now() + this.options.lateMs;
    const again = (): void => {
      if (performance.now() > until || !this.isDone) return;
      void this.sweep();
      setTimeout(again, this.options.sweepMs).unref();
    };
    again();
  }

  private async attempt(signal: AbortSignal): Promise<RecoveryEnd> {
    const startedAt = performance.now();
    let reconciled = 0;
    const end = (state: RecoveryEnd['state'], failure?: unknown): RecoveryEnd => {
      return { state, reconciled, durationMs: performance.now() - startedAt, failure };
    };
    try {
      await this.parts.reconciler.turn(signal);
      await abortable(signal, async () => this.parts.connect?.());
      const sighting = await this.probe.beginFilling(this.token);
      const judgement = await this.withRecord(signal, () => this.identity.judge(sighting));
      this.tell(judgement.change);
      const outcome = await this.parts.reconciler.run({ signal, ...judgement, atOnce: true });
      reconciled = outcome.reconciled;
      if (outcome.state !== 'complete') return end(outcome.state, outcome.failure);
      await this.mark(judgement, signal);
      return end('complete');
    } catch (error) {
      return end(signal.aborted ? 'aborted' : 'failed', error);
    }
  }

  private async mark(judgement: Judgement, signal: AbortSignal): Promise<void> {
    const marker = await this.withRecord(signal, () => this.identity.markerFor(judgement));
    if (!(await this.probe.mark(marker, this.token))) throw new RedisChangedError();
    signal.throwIfAborted();
    this.identity.trust(marker);
  }

  /** A record that hangs is a record that is away. */
  private async withRecord<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    const late = AbortSignal.timeout(this.options.recordTimeoutMs);
    try {
      return await abortable(AbortSignal.any([signal, late]), ask);
    } catch (error) {
      throw error === late.reason ? new EpochUnknownError(error) : error;
    }
  }

  private tell(change: IdentityChange | undefined): void {
    if (change !== undefined && change !== this.lastChange) this.changes.next(change);
    this.lastChange = change;
  }

  private ended(end: RecoveryEnd, onEnd: (end: RecoveryEnd) => void): void {
    const isAborted = this.current?.abort.signal.aborted === true;
    this.current = undefined;
    this.isDone = end.state === 'complete' && !isAborted;
    if (this.isDone) this.lastChange = undefined;
    // One that Redis set back by a fault of its own must not be begun again at once, either.
    this.pace(end.state === 'aborted' ? 'failed' : end.state);
    this.ends.next(end);
    onEnd(end);
  }

  /** A Redis that keeps losing its marker must not be filled again and again without a pause. */
  private pace(state: RecoveryEnd['state']): void {
    if (state !== 'failed') return;
    const { retryMs, maxRetryMs } = this.options;
    const wait = Math.min(maxRetryMs, retryMs * 2 ** this.failures) * (0.5 + Math.random() / 2);
    this.failures += 1;
    this.notBefore = performance.now() + wait;
  }
}
