import { Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { defaultRedisHealthOptions, type RedisHealthOptions } from './redis-health.options';
import { type RedisProbe } from './redis-probe.port';
import { type RedisState, type RedisTransition } from './redis-state';
import { Steadiness } from './steadiness';
import { faultVerdicts, type RedisFault } from '../fault/redis-fault';

/** Knows at any moment, without I/O, whether Redis may be relied on, since when, and why not. */
export class RedisHealthService {
  private readonly logger = new Logger('RedisHealth');
  private readonly options: RedisHealthOptions;
  private readonly transitions = new Subject<RedisTransition>();
  private timer: NodeJS.Timeout | undefined;
  private readonly steadiness: Steadiness;
  private stopped = false;
  private currentState: RedisState = 'degraded';
  private currentSince = new Date();
  private error: string | null = 'not asked yet';

  /** Every change of state, as it happens. */
  readonly state$ = this.transitions.asObservable();

  constructor(
    private readonly redis: RedisProbe,
    options: Partial<RedisHealthOptions> = {},
  ) {
    this.options = { ...defaultRedisHealthOptions, ...options };
    this.steadiness = new Steadiness(this.options);
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

  /** Why Redis is not relied on; null while it is. */
  get lastError(): string | null {
    return this.error;
  }

  /** Asks once, takes that first answer as it is, and goes on asking until stopped. */
  async start(): Promise<void> {
    const failure = await this.ask();
    this.error = failure;
    this.currentState = failure === null ? 'normal' : 'degraded';
    this.currentSince = new Date();
    if (failure === null) this.steadiness.begin();
    if (failure !== null) this.logger.warn(`Redis is away, fallbacks serve in its place: ${failure}`);
    this.schedule();
  }

  /**
   * A real command failed by a fault of Redis: the outage is noticed by it, not by the next probe, and the next
   * probe is soon.
   */
  suspect(fault: RedisFault, error: unknown): void {
    if (!this.isAvailable || this.stopped) return;
    const said = error instanceof Error ? error.message : String(error);
    this.failed(`${faultVerdicts[fault].meaning}: ${said}`);
    clearTimeout(this.timer);
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.redis.close();
    this.transitions.complete();
  }

  private schedule(): void {
    if (this.stopped) return;
    const { intervalMs, degradedIntervalMs, jitter } = this.options;
    const base = this.isAvailable ? intervalMs : Math.min(intervalMs, degradedIntervalMs);
    const wait = base * (1 + jitter * (2 * Math.random() - 1));
    this.timer = setTimeout(() => void this.tick(), wait);
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    const failure = await this.ask();
    if (this.stopped) return;
    if (failure === null) this.succeeded();
    else this.failed(failure);
    this.schedule();
  }

  private async ask(): Promise<string | null> {
    try {
      await this.redis.probe();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private succeeded(): void {
    if (this.currentState === 'degraded') this.moveTo('recovering', 'Redis answers again');
    if (this.currentState !== 'recovering' || !this.steadiness.good()) return;
    this.error = null;
    this.moveTo('normal', `${this.steadiness.goodInARow} good probes in a row`);
  }

  private failed(reason: string): void {
    this.error = reason;
    this.steadiness.lost();
    if (this.currentState !== 'degraded') this.moveTo('degraded', reason);
  }

  private moveTo(to: RedisState, reason: string): void {
    const at = new Date();
    const from = this.currentState;
    const transition = { from, to, at, reason, lastedMs: at.getTime() - this.currentSince.getTime() };
    this.currentState = to;
    this.currentSince = at;
    const line = `Redis: ${from} -> ${to} after ${(transition.lastedMs / 1000).toFixed(1)} s (${reason})`;
    if (to === 'degraded') this.logger.warn(line);
    else this.logger.log(line);
    this.transitions.next(transition);
  }
}
