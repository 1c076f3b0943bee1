import { connect } from 'node:net';
import { join } from 'node:path';
import { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { ClamdStartError } from './clamd-start.error';

/** What a clamd is started with, each time. */
export type ClamdSetup = { command: string; dir: string; port: number };

/** A real clamd of our own: on a port, and on a socket of the system. */
export class ClamdServer {
  private process: ServerProcess | undefined;

  constructor(private readonly setup: ClamdSetup) {}

  get port(): number {
    return this.setup.port;
  }

  /** Its socket of the system. */
  get socket(): string {
    return join(this.setup.dir, 'clamd.sock');
  }

  /** Where it keeps what it needs. */
  get dir(): string {
    return this.setup.dir;
  }

  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** Starts it and resolves when it answers; rejects with its log when it ends instead. */
  async start(): Promise<void> {
    if (this.running) return;
    const { command, dir } = this.setup;
    const args = [`--config-file=${join(dir, 'clamd.conf')}`];
    const process = new ServerProcess({ command, args, cwd: dir, logFile: join(dir, 'clamd.log') });
    this.process = process;
    const answers = async () => !process.running || (await this.ping()) === 'PONG\0';
    await until(`clamd on port ${this.port}`, answers, { timeout: 60_000 });
    if (!process.running) throw new ClamdStartError(process.log());
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Stops it where it stands; connections stay open and silent. */
  freeze(): void {
    this.process?.freeze();
  }

  /** Lets it go on. */
  thaw(): void {
    this.process?.thaw();
  }

  /** Ends it and removes its folder. */
  async close(): Promise<void> {
    await this.kill();
    await removeFolder(this.setup.dir);
  }

  private ping(): Promise<string> {
    return new Promise((resolve) => {
      let said = '';
      const socket = connect(this.port, '127.0.0.1', () => socket.write('zPING\0'));
      socket.setTimeout(1_000, () => socket.destroy());
      socket.on('data', (bytes) => (said += bytes.toString()));
      // That it does not answer yet is the answer.
      socket.on('error', () => resolve(said));
      socket.on('close', () => resolve(said));
    });
  }
}
