const probeDeadlineMs = 1_000;
const intervalMs = 2_000;
/** After a failure it is asked at once, and no more often than this. */
const soonestMs = 200;
const failuresToEject = 3;
const shortestEjectionMs = 1_000;
const longestEjectionMs = 30_000;

/** What is known of one instance: whether it says it is ready, and what requests met there. */
export class InstanceHealth {
  private timer: NodeJS.Timeout | undefined;
  private askedAt = -Infinity;
  private failuresInRow = 0;
  private ejections = 0;
  private ejectedUntil = 0;
  private failure: string | null = null;
  /** Whether it ever said anything. */
  private isKnown = false;
  private changedAt = new Date();
  private lastFailure: string | null = null;
  /** Told when it answers that it is ready after it did not. */
  onReady: () => void = () => undefined;
  /** Told whenever it answers so again. */
  onStillReady: () => void = () => undefined;

  constructor(private readonly origin: URL) {}

  /** One that was not asked yet counts as ready: what is sent there tells. */
  get isReady(): boolean {
    return this.failure === null;
  }

  get isEjected(): boolean {
    return performance.now() < this.ejectedUntil;
  }

  get isWell(): boolean {
    return this.failure === null && (this.ejectedUntil === 0 || !this.isEjected);
  }

  get since(): Date {
    return this.changedAt;
  }

  /** Why it is not ready, or what the last request met that failed there. */
  get lastError(): string | null {
    return this.isKnown ? (this.failure ?? this.lastFailure) : 'not asked yet';
  }

  start(): void {
    void this.ask();
    this.timer = setInterval(() => void this.ask(), intervalMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  succeeded(): void {
    if (this.failuresInRow === 0 && this.ejections === 0) return;
    this.failuresInRow = 0;
    this.ejections = 0;
    this.ejectedUntil = 0;
  }

  /** A request found nobody there, or no answer in time. */
  failed(reason: string): void {
    this.lastFailure = reason;
    this.failuresInRow += 1;
    if (this.failuresInRow >= failuresToEject) this.eject();
    if (performance.now() - this.askedAt >= soonestMs) void this.ask();
  }

  private eject(): void {
    const ms = Math.min(shortestEjectionMs * 2 ** this.ejections, longestEjectionMs);
    this.ejections += 1;
    this.failuresInRow = 0;
    this.ejectedUntil = performance.now() + ms;
  }

  private async ask(): Promise<void> {
    this.askedAt = performance.now();
    const failure = await this.failureNow();
    const wasReady = this.isReady;
    if (this.isKnown && (failure === null) !== wasReady) this.changedAt = new Date();
    this.isKnown = true;
    this.failure = failure;
    if (failure !== null) return;
    if (wasReady) this.onStillReady();
    else this.cameBack();
  }

  private cameBack(): void {
    this.ejectedUntil = 0;
    this.onReady();
  }

  private async failureNow(): Promise<string | null> {
    try {
      const answer = await fetch(new URL('/health/ready', this.origin), {
        signal: AbortSignal.timeout(probeDeadlineMs),
      });
      await answer.body?.cancel();
      return answer.ok ? null : `answers ${answer.status}`;
    } catch (error) {
      const { cause, message } = error as Error;
      return cause instanceof Error ? cause.message || String(Object(cause).code) : message;
    }
  }
}
