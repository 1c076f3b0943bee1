import { type Cast } from '../cast/cast';
import { inTime } from '../in-time';

/** One request or message of the traffic that never stops. */
export interface Beat {
  readonly kind: 'request' | 'message';
  readonly at: number;
  readonly ms: number;
  /** Why it failed; empty: it did not. */
  readonly failed: string;
}

const everyMs = { request: 100, message: 400 } as const;
/** A message that nobody acknowledges is tried again for ever: here it has failed. */
const patienceMs = 8_000;

/** What goes on all the time, through the fault and its end: a request ten times a second, and messages. */
export class Pulse {
  readonly beats: Beat[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly under = new Set<Promise<void>>();
  private count = 0;

  constructor(
    private readonly cast: Cast,
    private readonly token: string,
    private readonly elapsed: () => number,
    private readonly ending: AbortSignal,
  ) {}

  begin(): void {
    const { gateway } = this.cast;
    const { token } = this;
    this.repeat('request', async () => void (await gateway.expect(200, 'GET', '/v1/users/me', { token })));
    this.repeat('message', async () => void (await this.cast.write(`pulse ${(this.count += 1)}`)));
  }

  /** No more begin; resolves when all that were under way have ended. */
  async end(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    await Promise.all(this.under);
  }

  private repeat(kind: Beat['kind'], run: () => Promise<void>): void {
    const beat = () => {
      const one = this.measured(kind, run).finally(() => this.under.delete(one));
      this.under.add(one);
    };
    this.timers.push(setInterval(beat, everyMs[kind]));
  }

  private async measured(kind: Beat['kind'], run: () => Promise<void>): Promise<void> {
    const at = this.elapsed();
    const note = (failed: string) => this.beats.push({ kind, at, ms: this.elapsed() - at, failed });
    await inTime(`the ${kind}`, run, this.ending, patienceMs).then(
      () => note(''),
      (error: Error) => note(error.message),
    );
  }
}
