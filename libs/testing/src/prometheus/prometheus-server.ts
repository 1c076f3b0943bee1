import { type ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';

/** One alert that Prometheus holds to be true now. */
export type ActiveAlert = {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  state: 'pending' | 'firing';
};

/** A real Prometheus of our own on a loopback port. */
export class PrometheusServer {
  constructor(
    readonly port: number,
    private readonly process: ServerProcess,
    private readonly folder: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has written. */
  log(): string {
    return this.process.log();
  }

  /** The alerts that are pending or firing now. */
  async alerts(): Promise<ActiveAlert[]> {
    const { alerts } = await this.ask<{ alerts: ActiveAlert[] }>('alerts');
    return alerts;
  }

  /** Whether an alert of this name fires now. */
  async isFiring(name: string): Promise<boolean> {
    const alerts = await this.alerts();
    return alerts.some(({ labels, state }) => labels['alertname'] === name && state === 'firing');
  }

  /** What it answers to a question in PromQL; rejects with its words where that cannot be read. */
  async query(expr: string): Promise<readonly { metric: Readonly<Record<string, string>>; value: number }[]> {
    const answer = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const told = (await answer.json()) as {
      error?: string;
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (!answer.ok) throw new Error(`${expr}: ${told.error ?? answer.status}`);
    return told.data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  /** Resolves when every target was scraped with success; for about 5 s after its start it scrapes nothing. */
  async scraping(): Promise<void> {
    const isScraping = async () => {
      const { activeTargets } = await this.ask<{ activeTargets: { health: string }[] }>('targets');
      return activeTargets.length > 0 && activeTargets.every(({ health }) => health === 'up');
    };
    await until('Prometheus to scrape its targets', isScraping, { timeout: 60_000, every: 100 });
  }

  /** Resolves when it answers; rejects with its log when it ends instead. */
  async ready(): Promise<void> {
    const isReady = async () => !this.process.running || (await fetch(`${this.url}/-/ready`)).ok;
    await until('Prometheus to answer', isReady, { timeout: 30_000 });
    if (!this.process.running) throw new Error(`Prometheus ended:\n${this.log()}`);
  }

  /** Ends it and removes what it stored. */
  async close(): Promise<void> {
    await this.process.terminate('SIGTERM');
    await removeFolder(this.folder);
  }

  private async ask<T>(what: string): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${what}`);
    return ((await answer.json()) as { data: T }).data;
  }
}
