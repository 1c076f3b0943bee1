import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpDeadlineError, sendHttp, type HttpRequest } from './http-client';

/** How to load; each connection sends its next request when the last one was answered. */
export type LoadOptions = HttpRequest & { connections?: number; method?: string };

/** What became of every request. */
export type LoadReport = {
  total: number;
  byStatus: Record<number, number>;
  /**
   * Requests without a whole answer, by code. `ECONNRESET_IDLE` was sent on a kept connection just as the
   * server closed it, which HTTP allows; `CUT` had begun to be answered.
   */
  errors: Record<string, number>;
  /** Requests without an answer within the deadline. */
  hung: number;
  slowestMs: number;
};

/** Requests that go on until stopped. */
export class Load {
  private readonly counts: LoadReport = { total: 0, byStatus: {}, errors: {}, hung: 0, slowestMs: 0 };
  private readonly workers: Promise<void>[];
  private stopping = false;

  constructor(
    private readonly url: URL,
    private readonly options: LoadOptions,
  ) {
    this.workers = Array.from({ length: options.connections ?? 10 }, () => this.work());
  }

  /** The counts so far. */
  report(): LoadReport {
    return structuredClone(this.counts);
  }

  /** Sends no more, waits for what is under way (each at most its deadline) and gives the counts. */
  async stop(): Promise<LoadReport> {
    this.stopping = true;
    await Promise.all(this.workers);
    return this.report();
  }

  private async work(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!this.stopping) {
      const started = performance.now();
      const failed = await this.send(agent);
      this.counts.total++;
      this.counts.slowestMs = Math.max(this.counts.slowestMs, performance.now() - started);
      if (failed) await sleep(5); // A port nobody listens on refuses in microseconds: do not spin.
    }
    agent.destroy();
  }

  private async send(agent: Agent): Promise<boolean> {
    const { method = 'GET', ...options } = this.options;
    try {
      const { status } = await sendHttp(agent, method, this.url, { deadline: 5_000, ...options });
      this.counts.byStatus[status] = (this.counts.byStatus[status] ?? 0) + 1;
      return false;
    } catch (error) {
      if (error instanceof HttpDeadlineError) this.counts.hung++;
      const code = codeOf(error as NodeJS.ErrnoException & { reused?: boolean });
      this.counts.errors[code] = (this.counts.errors[code] ?? 0) + 1;
      return true;
    }
  }
}

function codeOf(error: NodeJS.ErrnoException & { reused?: boolean }): string {
  if (error.message === 'aborted') return 'CUT';
  if (error.code === 'ECONNRESET' && error.reused) return 'ECONNRESET_IDLE';
  return error.code ?? error.name;
}

/** Starts requests to `url` on several connections at once. */
export function startLoad(url: string, options: LoadOptions = {}): Load {
  return new Load(new URL(url), options);
}
