import { rmSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { RedisConnection, redisCommand } from './redis-connection';
import { RedisStartError } from './redis-start.error';
import type { Reply } from './resp';

/** How a Redis comes to a running process, and what is known of it. */
export type RedisSetup = {
  command: string;
  dir: string;
  port: number;
  password: string | undefined;
  args: string[];
  /** Folder to remove on close; none for a kept server. */
  temporary: string | undefined;
};

const logName = 'server.log';

/** The life of one redis-server: started, crashed, frozen, wiped and brought back on the same port. */
export class RedisProcess {
  readonly host = '127.0.0.1';
  /** The password in force now. */
  protected password: string | undefined;
  private process: ServerProcess | undefined;

  constructor(protected readonly setup: RedisSetup) {
    this.password = setup.password;
  }

  get port(): number {
    return this.setup.port;
  }

  get dir(): string {
    return this.setup.dir;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** Connection string, with the password it was started with; a fault made later does not change it. */
  get url(): string {
    const { password } = this.setup;
    const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    return `redis://${login}${this.host}:${this.port}`;
  }

  /** What the server has logged since its last start. */
  log(): string {
    return this.process?.log() ?? '';
  }

  /** Starts a server that does not run; resolves when it answers, from an empty or a loaded data set. */
  async start(extra: string[] = []): Promise<void> {
    await this.launch(extra);
    await this.settled((reply) => reply === 'PONG');
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Ends it in order (SIGTERM): what is to be kept is written first. */
  async stop(): Promise<void> {
    await this.process?.terminate('SIGTERM');
  }

  /** Kills and starts; a temporary server comes back empty. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Comes back empty, whatever it had on disk. */
  async wipe(): Promise<void> {
    await this.kill();
    for (const name of readdirSync(this.dir)) {
      if (name !== logName) rmSync(join(this.dir, name), { recursive: true, force: true });
    }
    await this.start();
  }

  /** Stops it where it stands: connections stay open and silent, new ones are accepted by the kernel. */
  freeze(): void {
    this.process?.freeze();
  }

  /** Lets a frozen server go on; it then does all that was sent to it meanwhile. */
  thaw(): void {
    this.process?.thaw();
  }

  /** One raw command over a connection of its own. Rejects with Redis's error, or when no reply comes. */
  command(...args: (string | number)[]): Promise<Reply> {
    return redisCommand({ host: this.host, port: this.port, password: this.password }, args);
  }

  /** A bare connection to keep. */
  connect(): Promise<RedisConnection> {
    return RedisConnection.open({ host: this.host, port: this.port, password: this.password });
  }

  /** Ends the server; a temporary one takes its data with it. */
  async close(): Promise<void> {
    if (this.setup.temporary === undefined) return this.stop();
    await this.kill();
    await removeFolder(this.setup.temporary);
  }

  /** Starts the process without waiting for it to answer. */
  protected async launch(extra: string[]): Promise<void> {
    if (this.running) return;
    const password = this.password === undefined ? [] : ['--requirepass', this.password];
    this.process = new ServerProcess({
      command: this.setup.command,
      args: [...this.setup.args, ...password, ...extra],
      cwd: this.dir,
      logFile: join(this.dir, logName),
    });
  }

  /** Waits for an answer to PING that satisfies; rejects when the process ends instead. */
  protected async settled(satisfies: (reply: Reply) => boolean): Promise<void> {
    const answered = async () => {
      if (!this.running) return true;
      const info = String(await this.command('INFO', 'server'));
      // Its own number tells our server from one that had the port before it.
      if (!info.includes(`process_id:${this.pid}\r`)) return false;
      return satisfies(await this.command('PING').catch((error: Error) => error));
    };
    await until(`redis-server on port ${this.port}`, answered, { timeout: 30_000, every: 5 });
    if (!this.running) throw new RedisStartError(this.dir, this.log());
  }
}
