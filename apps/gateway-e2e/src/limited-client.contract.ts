import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpClient } from '@secureconnect/testing';

/** The limit of one address in these tests; each client is one, and asks for far more. */
export const limit = { perSecond: 20, burst: 20, text: '20/1s burst 20' };

/** How somebody asks. */
export interface Manner {
  readonly everyMs: number;
  readonly atOnce: number;
}

/** Evenly, a little more than twice what is due. */
export const steady: Manner = { everyMs: 40, atOnce: 2 };
/** Nothing for a second, and then twice the burst. */
export const bursty: Manner = { everyMs: 1_000, atOnce: 40 };

/** Somebody with an address of their own who asks until told to stop. */
export class LimitedClient {
  private admitted = 0;
  private refused = 0;
  private asked = 0;
  private failed: string | undefined;
  private readonly since = performance.now();
  private until = 0;
  private readonly running: Promise<void>;

  constructor(
    readonly name: string,
    private readonly gateways: readonly HttpClient[],
    private readonly headers: Readonly<Record<string, string>>,
    private readonly manner: Manner,
    stop: AbortSignal,
  ) {
    this.running = this.run(stop);
  }

  /** How much of what was due was admitted, once it has stopped; rejects where something else was answered. */
  async part(): Promise<number> {
    await this.running;
    if (this.failed !== undefined) throw new Error(`${this.name} was answered ${this.failed}`);
    if (this.refused === 0) throw new Error(`${this.name} never came to the limit`);
    return this.admitted / (limit.burst + ((this.until - this.since) / 1_000) * limit.perSecond);
  }

  private async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await Promise.all(Array.from({ length: this.manner.atOnce }, () => this.ask()));
      await sleep(this.manner.everyMs);
    }
    this.until = performance.now();
  }

  private async ask(): Promise<void> {
    const gateway = this.gateways[this.asked % this.gateways.length] as HttpClient;
    this.asked += 1;
    try {
      const { status, text } = await gateway.get('/v1/messages', { headers: { ...this.headers } });
      if (status === 200) this.admitted += 1;
      else if (status === 429) this.refused += 1;
      else this.failed = `${status}: ${text}`;
    } catch (error) {
      this.failed = String(error);
    }
  }
}
