import { type RedisHealthOptions } from './redis-health.options';
import { type RedisProbe } from './redis-probe.port';
import { type RedisSighting } from './redis-sighting';

/** What a watch asks and tells. */
export interface WatchListener {
  /** All is well: probes are far apart. */
  isRelied(): boolean;
  /** An operator has it left alone: there is no hurry to see it well. */
  isHeld(): boolean;
  /** Redis is away: a connection that ends is no news. */
  isDoubted(): boolean;
  seen(sighting: RedisSighting): void;
  failed(error: unknown): void;
  /** Without it nobody glances between two probes. */
  glanced?: (marker: string | null) => void;
}

/** What looking at Redis brought so far. */
export interface RedisChecks {
  /** When Redis was last looked at, in ms since the epoch; undefined: not yet. */
  readonly lastAt: number | undefined;
  /** How long its last answer took; undefined while there was none. */
  readonly tookMs: number | undefined;
  readonly failedInARow: number;
}

/** Decides when Redis is looked at: one look at a time, at a jittered pace, at once when a connection ends. */
export class RedisWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private again = false;
  private stopped = false;
  private nextProbeAt = 0;
  checks: RedisChecks = { lastAt: undefined, tookMs: undefined, failedInARow: 0 };

  constructor(
    private readonly redis: RedisProbe,
    private readonly options: RedisHealthOptions,
    private readonly listener: WatchListener,
  ) {}

  start(): void {
    this.redis.onLost(() => {
      if (!this.listener.isDoubted()) this.now();
    });
    this.planProbe();
    this.schedule();
  }

  /** Probes now, or as soon as the look under way has ended. */
  now(): void {
    this.nextProbeAt = 0;
    this.again = this.looking;
    if (!this.looking) this.lookIn(0);
  }

  /** Goes on at the pace of the present state, without waiting for the end of the last one's. */
  sooner(): void {
    if (!this.looking) this.schedule();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    const { intervalMs, degradedIntervalMs, glanceIntervalMs } = this.options;
    const { glanced } = this.listener;
    if (this.listener.isHeld()) return this.lookIn(this.jittered(intervalMs));
    if (!this.listener.isRelied())
      return this.lookIn(this.jittered(Math.min(intervalMs, degradedIntervalMs)));
    const untilProbe = this.nextProbeAt - performance.now();
    this.lookIn(glanced ? Math.min(untilProbe, this.jittered(glanceIntervalMs)) : untilProbe);
  }

  private lookIn(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), Math.max(0, ms));
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const { listener, redis } = this;
    const isGlance = listener.isRelied() && listener.glanced && performance.now() < this.nextProbeAt;
    this.looking = true;
    this.again = false;
    const startedAt = performance.now();
    const tell = await (isGlance ? this.glance(redis) : this.probe(redis)).then(
      (seen) => this.answered(startedAt, seen),
      (error: unknown) => this.unanswered(error),
    );
    this.looking = false;
    if (this.stopped) return;
    tell();
    if (this.again && !listener.isDoubted()) this.lookIn(0);
    else this.schedule();
  }

  private async probe(redis: RedisProbe): Promise<() => void> {
    const sighting = await redis.probe();
    this.planProbe();
    return () => this.listener.seen(sighting);
  }

  private async glance(redis: RedisProbe): Promise<() => void> {
    const marker = await redis.glance();
    return () => this.listener.glanced?.(marker);
  }

  private answered(startedAt: number, seen: () => void): () => void {
    this.checks = { lastAt: Date.now(), tookMs: performance.now() - startedAt, failedInARow: 0 };
    return seen;
  }

  private unanswered(error: unknown): () => void {
    const { tookMs, failedInARow } = this.checks;
    this.checks = { lastAt: Date.now(), tookMs, failedInARow: failedInARow + 1 };
    return () => this.listener.failed(error);
  }

  private planProbe(): void {
    this.nextProbeAt = performance.now() + this.jittered(this.options.intervalMs);
  }

  private jittered(ms: number): number {
    return ms * (1 + this.options.jitter * (2 * Math.random() - 1));
  }
}
