import { join } from 'node:path';
import { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { type S3Account } from './s3-configuration';
import { S3StartError } from './s3-start.error';

/** What an S3 is started with, each time. */
export type S3Setup = {
  command: string;
  args: string[];
  dir: string;
  port: number;
  bucket: string;
  account: S3Account;
};

/** A real S3 of our own on a loopback port, which checks every signature: a Swift of one node, with one bucket. */
export class S3Server {
  private process: ServerProcess | undefined;

  constructor(private readonly setup: S3Setup) {}

  get url(): string {
    return `http://127.0.0.1:${this.setup.port}`;
  }

  get region(): string {
    return this.setup.account.region;
  }

  get bucket(): string {
    return this.setup.bucket;
  }

  get accessKeyId(): string {
    return `${this.setup.account.account}:${this.setup.account.user}`;
  }

  get secretAccessKey(): string {
    return this.setup.account.key;
  }

  /** Where it keeps all it was given. */
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

  /** Starts it, with what it held, and resolves when it answers; rejects with its log when it ends instead. */
  async start(): Promise<void> {
    if (this.running) return;
    const { command, args, dir } = this.setup;
    const process = new ServerProcess({ command, args, cwd: dir, logFile: join(dir, 'swift.log') });
    this.process = process;
    // Even a refusal is an answer of its own: nobody signed this.
    const answers = async () =>
      !process.running || (await fetch(this.url, { signal: AbortSignal.timeout(5_000) })).status > 0;
    await until(`swift on ${this.url}`, answers, { timeout: 90_000, every: 50 });
    if (!process.running) throw new S3StartError(this.log());
  }

  /** Ends it at once, as a crash would; what it held is still there. */
  async kill(): Promise<void> {
    await this.process?.kill();
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
