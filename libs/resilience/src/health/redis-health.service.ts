import { Logger } from '@nestjs/common';
import { classifyRedisError } from '../fault/classify-redis-error';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';
import { type IdentityChange, identityMeanings } from '../identity/identity-change';
import { isOlder, said } from './heard-fault';
import { inTime } from './in-time';
import { type Hold, holdWords, OperatorHold } from './operator-hold';
import { RedisChangedError } from './redis-changed.error';
import { defaultRedisHealthOptions, type RedisHealthOptions } from './redis-health.options';
import { type RedisProbe } from './redis-probe.port';
import { type RecoveryEnd, RedisRecovery } from './redis-recovery';
import { type RedisRecoveryParts } from './redis-recovery.options';
import { type RedisSighting } from './redis-sighting';
import { RedisStanding, type SeenFault } from './redis-standing';
import { type RedisState } from './redis-state';
import { type RedisChecks, RedisWatch } from './redis-watch';
import { Steadiness } from './steadiness';

/** Knows at any moment, without I/O, whether Redis may be relied on, since when, and why not. */
export class RedisHealthService {
  private readonly logger = new Logger('RedisHealth');
  private readonly options: RedisHealthOptions;
  private readonly standing = new RedisStanding();
  private readonly steadiness: Steadiness;
  private readonly watch: RedisWatch;
  private readonly holding = new OperatorHold();
  private stopped = false;
  private returning = false;
  private returnedAt = 0;

  /** Every change of state, as it happens. */
  readonly state$ = this.standing.state$;

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
      isHeld: () => this.held !== undefined,
      isDoubted: () => this.standing.state === 'degraded',
      seen: (sighting) => this.seen(sighting),
      failed: (error) => this.lose(said(error), classifyRedisError(error) ?? 'down'),
      ...(this.recovery && { glanced: (marker: string | null) => this.glanced(marker) }),
    });
  }

  get state(): RedisState {
    return this.standing.state;
  }

  get isAvailable(): boolean {
    return this.standing.state === 'normal';
  }

  get since(): Date {
    return this.standing.since;
  }

  /** What is wrong with Redis; undefined while it is relied on, and while an operator has it left alone. */
  get fault(): RedisFault | undefined {
    return this.held ? undefined : this.standing.fault;
  }

  /** What was seen to be wrong with Redis, and since when, also behind a hold; undefined: nothing. */
  get seenFault(): SeenFault | undefined {
    return this.standing.seenFault;
  }

  /** An operator has Redis left alone; undefined: its state is what is seen of it. */
  get held(): Hold | undefined {
    return this.holding.current;
  }

  /** What looking at Redis brought so far. */
  get checks(): RedisChecks {
    return this.watch.checks;
  }

  /** Why Redis is not relied on; null while it is. */
  get lastError(): string | null {
    return this.standing.error;
  }

  /**
   * Asks once and takes that first answer as it is: no steadiness is asked of a Redis that was well from the start. One
   * that has to be filled is waited for a while. Goes on asking until stopped.
   */
  async start(): Promise<void> {
    try {
      const sighting = await this.redis.probe();
      if (!this.recovery || (await this.isFilledAtOnce(this.recovery, sighting))) {
        this.standing.state = 'normal';
        this.standing.clear();
        this.steadiness.begin();
      }
    } catch (error) {
      this.standing.blame(error, classifyRedisError(error) ?? 'down');
      this.standing.state = 'degraded';
      this.logger.warn(`Redis is away, fallbacks serve in its place: ${this.standing.error}`);
    }
    this.standing.since = new Date();
    this.watch.start();
  }

  /** A real command failed by a fault of Redis: the outage is noticed by it, and the next probe is soon. */
  suspect(fault: RedisFault, error: unknown): void {
    const isRelied = this.isAvailable || (this.recovery && this.standing.state === 'recovering');
    if (!isRelied || this.stopped || isOlder(error, this.returnedAt)) return;
    this.lose(`${faultVerdicts[fault].meaning}: ${said(error)}`, fault);
    this.watch.sooner();
  }

  /** Relies on Redis no more, however well it is, until released or the time is up. A restart forgets it. */
  hold(by: string, ms: number): void {
    this.holding.begin(by, ms, () => this.release());
    this.recovery?.abort(new Error(holdWords));
    this.steadiness.restart();
    if (this.standing.state === 'degraded') return;
    this.standing.spare();
    this.standing.moveTo('degraded', holdWords, true);
  }

  /** Ends a hold, and looks at Redis now: it is relied on again once it has earned that. False: there was none. */
  release(): boolean {
    if (!this.holding.end()) return false;
    this.logger.warn('Redis: no longer held off by an operator');
    this.watch.now();
    return true;
  }

  /** Looks now, and does not wait for the next time it would. */
  look(): void {
    this.watch.now();
  }

  stop(): void {
    this.stopped = true;
    this.holding.end();
    this.watch.stop();
    this.recovery?.abort(new Error('the service stops'));
    this.redis.close();
    this.standing.end();
  }

  /** False when it takes longer than the start may; then the rest goes on behind the fallbacks. */
  private async isFilledAtOnce(recovery: RedisRecovery, sighting: RedisSighting): Promise<boolean> {
    this.standing.state = 'recovering';
    const filled = new Promise<RecoveryEnd>((resolve) => recovery.consider(sighting, resolve));
    const end = await inTime(filled, this.options.startPatienceMs);
    if (end === undefined) {
      this.standing.error = 'Redis is being filled';
      this.logger.log('Redis is being filled, fallbacks serve meanwhile');
      void filled.then((later) => this.recovered(later));
      return false;
    }
    if (end.state !== 'complete') throw end.failure;
    if (!(await recovery.finish())) throw new RedisChangedError();
    return true;
  }

  /** A probe found Redis well. */
  private seen(sighting: RedisSighting): void {
    if (this.held) return this.standing.spare();
    if (this.isAvailable && (this.recovery?.recognises(sighting) ?? true)) return void this.recovery?.sweep();
    if (this.isAvailable) this.distrust();
    if (this.standing.state === 'degraded' && this.recovery?.isPaused) return;
    if (this.standing.state === 'degraded') this.standing.moveTo('recovering', 'Redis answers again');
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
    const { meaning } = faultVerdicts.wrong_server;
    this.recovery?.abort(new RedisChangedError());
    this.standing.blame(meaning, 'wrong_server');
    this.steadiness.lost();
    this.standing.moveTo('recovering', meaning);
  }

  private lose(reason: string, fault: RedisFault): void {
    this.recovery?.abort(new Error(reason));
    this.steadiness.lost();
    this.standing.blame(reason, fault);
    this.standing.lost(reason, this.held !== undefined);
    if (faultVerdicts[fault].readsMayStay) void this.checkStaleness(fault);
  }

  /** Where reads may stay, they may so only as long as this is the Redis we filled. */
  private async checkStaleness(fault: RedisFault): Promise<void> {
    if (this.recovery?.marker === undefined) return;
    // Who cannot be asked gives no reason to change what is known of it.
    const seen = await this.redis.glance().catch(() => undefined);
    if (seen === undefined || this.standing.state !== 'degraded') return;
    this.standing.fault = seen === this.recovery.marker ? fault : 'wrong_server';
  }

  private changed(change: IdentityChange): void {
    if (!this.isAvailable) {
      this.standing.fault = 'wrong_server';
      this.standing.error = identityMeanings[change];
    }
    this.logger.warn(`${identityMeanings[change]} (${change})`);
  }

  private recovered({ state, failure }: RecoveryEnd): void {
    if (this.stopped || this.standing.state !== 'recovering') return;
    if (state === 'complete') return void this.comeBack();
    if (state !== 'aborted') this.standing.waits(failure);
  }

  /** Back to normal as soon as it is earned: Redis was steady, has all it lacked, and is still the one we filled. */
  private async comeBack(): Promise<void> {
    if (this.returning || !this.mayComeBack()) return;
    this.returning = true;
    const isFilled = (await this.recovery?.finish()) ?? true;
    this.returning = false;
    if (!isFilled || this.stopped || !this.mayComeBack()) return;
    this.standing.clear();
    this.steadiness.returned();
    this.returnedAt = performance.now();
    this.standing.moveTo('normal', `${this.steadiness.goodInARow} good probes in a row`);
    this.recovery?.sweepLate();
  }

  private mayComeBack(): boolean {
    if (this.standing.state !== 'recovering' || !this.steadiness.isEarned) return false;
    return this.recovery?.isComplete ?? true;
  }
}
