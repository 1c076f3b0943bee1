import { join } from 'node:path';
import { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { VarnishStartError } from './varnish-start.error';

/** What a Varnish is started with, each time. */
export type VarnishSetup = {
  command: string;
  args: string[];
  dir: string;
  port: number;
  purgePort: number;
};

/** A real Varnish of our own on two loopback ports: one for clients, one for purging. */
export class VarnishServer {
  private process: ServerProcess | undefined;

  constructor(private readonly setup: VarnishSetup) {}

  /** Where clients ask. */
  get url(): string {
    return `http://127.0.0.1:${this.setup.port}`;
  }

  /** Where it is told to forget. */
  get purgeUrl(): string {
    return `http://127.0.0.1:${this.setup.purgePort}`;
  }

  /** Where it keeps what it needs. */
  get dir(): string {
    return this.setup.dir;
  }

  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** What it has written. */
  log(): string {
    return this.process?.log() ?? '';
  }

  /** Starts it, empty, and resolves when it answers; rejects with its log when it ends instead. */
  async start(): Promise<void> {
    if (this.running) return;
    const { command, args, dir } = this.setup;
    const process = new ServerProcess({ command, args, cwd: dir, logFile: join(dir, 'varnish.log') });
    this.process = process;
    // Even a refusal is an answer of its own: nothing of the backend is asked.
    const answers = async () =>
      !process.running || (await fetch(this.purgeUrl, { signal: AbortSignal.timeout(1_000) })).status > 0;
    await until(`varnishd on ${this.url}`, answers, { timeout: 60_000 });
    if (!process.running) throw new VarnishStartError(this.log());
  }

  /** Ends it at once, as a crash would; what it held is gone. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Kills and starts. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Stops it where it stands: connections stay open and silent, new ones are accepted by the kernel. */
  freeze(): void {
    this.process?.freeze();
  }

  /** Lets a frozen one go on. */
  thaw(): void {
    this.process?.thaw();
  }

  /** Ends it and removes its folder. */
  async close(): Promise<void> {
    await this.kill();
    await removeFolder(this.setup.dir);
  }
}
