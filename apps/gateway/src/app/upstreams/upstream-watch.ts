import { type ComponentReport } from '@secureconnect/contracts';

const deadlineMs = 1_000;
const intervalMs = 2_000;

/** Asks one upstream now and then whether it is ready, so that health can tell without asking. */
export class UpstreamWatch {
  private timer: NodeJS.Timeout | undefined;
  private failure: string | null = 'not asked yet';
  private since = new Date();

  constructor(private readonly address: string) {}

  start(): void {
    void this.ask();
    this.timer = setInterval(() => void this.ask(), intervalMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A dead upstream touches its own routes only, so the gateway is degraded, not down. */
  report(): ComponentReport {
    const since = this.since.toISOString();
    if (this.failure === null) return { status: 'up', url: this.address, since };
    return { status: 'degraded', url: this.address, since, last_error: this.failure };
  }

  private async ask(): Promise<void> {
    const failure = await this.failureNow();
    if ((failure === null) !== (this.failure === null)) this.since = new Date();
    this.failure = failure;
  }

  private async failureNow(): Promise<string | null> {
    try {
      const answer = await fetch(new URL('/health/ready', this.address), {
        signal: AbortSignal.timeout(deadlineMs),
      });
      await answer.body?.cancel();
      return answer.ok ? null : `answers ${answer.status}`;
    } catch (error) {
      const { cause, message } = error as Error;
      return cause instanceof Error ? cause.message : message;
    }
  }
}
