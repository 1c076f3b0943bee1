import { join } from 'node:path';
import { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { CoturnStartError } from './coturn-start.error';
import { TurnClient } from './turn-client';

/** What a coturn is started with, each time. */
export type CoturnSetup = { command: string; dir: string; address: string; port: number };

/** A real coturn of our own: STUN and TURN on one port, by UDP and TCP. */
export class CoturnServer {
  private process: ServerProcess | undefined;

  constructor(private readonly setup: CoturnSetup) {}

  get address(): string {
    return this.setup.address;
  }

  get port(): number {
    return this.setup.port;
  }

  /** As browsers take it. */
  get stunUrl(): string {
    return `stun:${this.address}:${this.port}`;
  }

  /** As browsers take it. */
  get turnUrl(): string {
    return `turn:${this.address}:${this.port}`;
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

  /** Starts it and resolves when it answers; rejects with its log when it ends instead. */
  async start(): Promise<void> {
    if (this.running) return;
    const { command, dir } = this.setup;
    const args = ['-c', join(dir, 'turnserver.conf')];
    const process = new ServerProcess({ command, args, cwd: dir, logFile: join(dir, 'turnserver.log') });
    this.process = process;
    const answers = async () => !process.running || (await this.sees()) !== undefined;
    await until(`turnserver on ${this.stunUrl}`, answers, { timeout: 30_000 });
    if (!process.running) throw new CoturnStartError(this.log());
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Ends it and removes its folder. */
  async close(): Promise<void> {
    await this.kill();
    await removeFolder(this.setup.dir);
  }

  /** As whom it sees us; rejects where it does not answer in time. */
  private async sees(): Promise<string | undefined> {
    const client = await TurnClient.open(this, { deadlineMs: 500 });
    try {
      return await client.bind();
    } finally {
      client.close();
    }
  }
}
