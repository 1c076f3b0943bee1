import { Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { classifyRedisError } from '../fault/classify-redis-error';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';
import { type IdentityChange, identityMeanings } from '../identity/identity-change';
import { isOlder, said } from './heard-fault';
import { RedisChangedError } from './redis-changed.error';
import { defaultRedisHealthOptions, type RedisHealthOptions } from './redis-health.options';
import { type RedisProbe } from './redis-probe.port';
import { type RecoveryEnd, RedisRecovery } from './redis-recovery';
import { type RedisRecoveryParts } from './redis-recovery.options';
import { type RedisSighting } from './redis-sighting';
import { lineOf, type RedisState, type RedisTransition } from './redis-state';
import { type RedisChecks, RedisWatch } from './redis-watch';
import { Steadiness } from './steadiness';

/** Knows at any moment, without I/O, whether Redis may be relied on, since when, and why not. */
export class RedisHealthService {
  private readonly logger = new Logger('RedisHealth');
  private readonly options: RedisHealthOptions;
  private readonly transitions = new Subject<RedisTransition>();
  private readonly steadiness: Steadiness;
  private readonly watch: RedisWatch;
  private stopped = false;
  private returning = false;
  private returnedAt = 0;
  private currentState: RedisState = 'degraded';
  private currentSince = new Date();
  private currentFault: RedisFault | undefined;
  private error: string | null = 'not asked yet';

  /** Every change of state, as it happens. */
  readonly state$ = this.transitions.asObservable();

  /** How far Redis is filled again, and what was noticed about the server; undefined where nothing fills it. */
  readonly recovery: RedisRecovery | undefined;

  constructor(
    private readonly redis: RedisProbe,
    options: Partial<RedisHealthOptions> = {},
    parts?: RedisRecoveryParts,
  ) {
    this.options = { ...defaultRedisHealthOptions, ...options };
    this.steadiness = new Steadiness(this.options);
    this.recovery = parts && new RedisRecovery(redis, parts);
    this.recovery?.changes$.subscribe((change) => this.changed(change));
    this.watch = new RedisWatch(redis, this.options, {
      isRelied: () => this.isAvailable,
      isDoubted: () => this.currentState === 'degraded',
      seen: (sighting) => this.seen(sighting),
      failed: (error) => this.failed(error),
      ...(this.recovery && { glanced: (marker: string | null) => this.glanced(marker) }),
    });
  }

  get state(): RedisState {
    return this.currentState;
  }

  get isAvailable(): boolean {
    return this.currentState === 'normal';
  }

  get since(): Date {
    return this.currentSince;
  }

  /** What is wrong with Redis; undefined while it is relied on. */
  get fault(): RedisFault | undefined {
    return this.currentFault;
  }

  /** What looking at Redis brought so far. */
  get checks(): RedisChecks {
    return this.watch.checks;
  }

  /** Why Redis is not relied on; null while it is. */
  get lastError(): string | null {
    return this.error;
  }

  /**
   * Asks once and takes that first answer as it is: no steadiness is asked of a Redis that was well from the start. One
   * that has to be filled is waited for a while. Goes on asking until stopped.
   */
  async start(): Promise<void> {
    try {
      const sighting = await this.redis.probe();
      if (!this.recovery || (await this.isFilledAtOnce(this.recovery, sighting))) this.beginNormal();
    } catch (error) {
      this.blame(error, classifyRedisError(error) ?? 'down');
      this.currentState = 'degraded';
      this.logger.warn(`Redis is away, fallbacks serve in its place: ${this.error}`);
    }
    this.currentSince = new Date();
    this.watch.start();
  }

  /**
   * A real command failed by a fault of Redis: the outage is noticed by it, not by the next probe, and the next
   * probe is soon.
   */
  suspect(fault: RedisFault, error: unknown): void {
    const isRelied = this.isAvailable || (this.recovery && this.currentState === 'recovering');
    if (!isRelied || this.stopped || isOlder(error, this.returnedAt)) return;
    this.lose(`${faultVerdicts[fault].meaning}: ${said(error)}`, fault);
    this.watch.sooner();
  }

  stop(): void {
    this.stopped = true;
    this.watch.stop();
    this.recovery?.abort(new Error('the service stops'));
    this.redis.close();
    this.transitions.complete();
  }

  /** False when it takes longer than the start may; then the rest goes on behind the fallbacks. */
  private async isFilledAtOnce(recovery: RedisRecovery, sighting: RedisSighting): Promise<boolean> {
    this.currentState = 'recovering';
    const patience = new AbortController();
    const filled = new Promise<RecoveryEnd>((resolve) => recovery.consider(sighting, resolve));
    const late = sleep(this.options.startPatienceMs, undefined, { signal: patience.signal }).catch(
      () => undefined,
    );
    const end = await Promise.race([filled, late]);
    patience.abort();
    if (end === undefined) {
      this.error = 'Redis is being filled';
      this.logger.log('Redis is being filled, fallbacks serve meanwhile');
      void filled.then((later) => this.recovered(later));
      return false;
    }
    if (end.state !== 'complete') throw end.failure;
    if (!(await recovery.finish())) throw new RedisChangedError();
    return true;
  }

  private beginNormal(): void {
    this.currentState = 'normal';
    this.error = null;
    this.currentFault = undefined;
    this.steadiness.begin();
  }

  /** A probe found Redis well. */
  private seen(sighting: RedisSighting): void {
    if (this.isAvailable) {
      if (!this.recovery) return;
      if (this.recovery.recognises(sighting)) return void this.recovery.sweep();
      this.distrust();
    }
    if (this.currentState === 'degraded' && this.recovery?.isPaused) return;
    if (this.currentState === 'degraded') this.moveTo('recovering', 'Redis answers again');
    this.steadiness.good();
    this.recovery?.consider(sighting, (end) => this.recovered(end));
    void this.comeBack();
  }

  private glanced(marker: string | null): void {
    if (!this.isAvailable || !this.recovery) return;
    if (marker === this.recovery.marker) return void this.recovery.sweep();
    this.distrust();
    this.watch.now();
  }

  /** It answers, but it is not the Redis we filled. */
  private distrust(): void {
    const fault = 'wrong_server';
    this.recovery?.abort(new RedisChangedError());
    this.blame(new Error(faultVerdicts[fault].meaning), fault);
    this.steadiness.lost();
    this.moveTo('recovering', faultVerdicts[fault].meaning);
  }

  private failed(error: unknown): void {
    this.lose(said(error), classifyRedisError(error) ?? 'down');
  }

  private lose(reason: string, fault: RedisFault): void {
    this.recovery?.abort(new Error(reason));
    this.steadiness.lost();
    this.blame(reason, fault);
    if (this.currentState !== 'degraded') this.moveTo('degraded', reason);
    if (faultVerdicts[fault].readsMayStay) void this.checkStaleness(fault);
  }

  /** Where reads may stay, they may so only as long as this is the Redis we filled. */
  private async checkStaleness(fault: RedisFault): Promise<void> {
    if (this.recovery?.marker === undefined) return;
    // Who cannot be asked gives no reason to change what is known of it.
    const seen = await this.redis.glance().catch(() => undefined);
    if (seen === undefined || this.currentState !== 'degraded') return;
    this.currentFault = seen === this.recovery.marker ? fault : 'wrong_server';
  }

  private changed(change: IdentityChange): void {
    if (!this.isAvailable) {
      this.currentFault = 'wrong_server';
      this.error = identityMeanings[change];
    }
    this.logger.warn(`${identityMeanings[change]} (${change})`);
  }

  private recovered({ state, failure }: RecoveryEnd): void {
    if (this.stopped || this.currentState !== 'recovering') return;
    if (state === 'complete') return void this.comeBack();
    if (state === 'aborted' || this.error === said(failure)) return;
    this.error = said(failure);
    this.logger.warn(`Redis answers and cannot be relied on yet: ${this.error}`);
  }

  /** Back to normal as soon as it is earned: Redis was steady, has all it lacked, and is still the one we filled. */
  private async comeBack(): Promise<void> {
    if (this.returning || !this.mayComeBack()) return;
    this.returning = true;
    const isFilled = (await this.recovery?.finish()) ?? true;
    this.returning = false;
    if (!isFilled || this.stopped || !this.mayComeBack()) return;
    this.error = null;
    this.currentFault = undefined;
    this.steadiness.returned();
    this.returnedAt = performance.now();
    this.moveTo('normal', `${this.steadiness.goodInARow} good probes in a row`);
    this.recovery?.sweepLate();
  }

  private mayComeBack(): boolean {
    const isComplete = this.recovery?.isComplete ?? true;
    return this.currentState === 'recovering' && this.steadiness.isEarned && isComplete;
  }

  private blame(error: unknown, fault: RedisFault): void {
    this.error = said(error);
    const isJudged = this.currentFault === 'wrong_server' && faultVerdicts[fault].readsMayStay;
    if (!isJudged) this.currentFault = fault;
  }

  private moveTo(to: RedisState, reason: string): void {
    const at = new Date();
    const lastedMs = at.getTime() - this.currentSince.getTime();
    const transition = { from: this.currentState, to, at, reason, lastedMs };
    this.currentState = to;
    this.currentSince = at;
    this.logger[to === 'degraded' ? 'warn' : 'log'](lineOf(transition));
    this.transitions.next(transition);
  }
}
