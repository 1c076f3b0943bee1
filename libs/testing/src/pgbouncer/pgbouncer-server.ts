import { connect } from 'node:net';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { until } from '../process/until';
import { operator } from './pgbouncer.options';
import { PgBouncerStartError } from './pgbouncer-start.error';

/** What a PgBouncer is started with, each time. */
export type PgBouncerSetup = { command: string; args: string[]; dir: string; port: number };

/** A real PgBouncer of our own on a loopback port, which can be crashed, frozen and brought back. */
export class PgBouncerServer {
  private process: ServerProcess | undefined;

  constructor(private readonly setup: PgBouncerSetup) {}

  get port(): number {
    return this.setup.port;
  }

  /** Where it keeps what it needs. */
  get dir(): string {
    return this.setup.dir;
  }

  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** Connection string of a database behind it. */
  urlOf(database: string, user: string, password: string): string {
    return `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** What it has written. */
  log(): string {
    return this.process?.log() ?? '';
  }

  /** What its own console answers: SHOW POOLS, SHOW SERVERS, RECONNECT. */
  async console<Row extends QueryResultRow>(command: string): Promise<Row[]> {
    const connectionString = this.urlOf('pgbouncer', operator.name, operator.password);
    const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    client.on('error', () => undefined); // The command itself rejects; nobody else listens.
    try {
      await client.connect();
      return (await client.query<Row>(command)).rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it and resolves when it accepts; rejects with its log when it ends instead. */
  async start(): Promise<void> {
    if (this.running) return;
    const { command, args, dir } = this.setup;
    const process = new ServerProcess({ command, args, cwd: dir, logFile: join(dir, 'pgbouncer.log') });
    this.process = process;
    const accepts = async () => !process.running || (await this.isOpen());
    await until(`PgBouncer on port ${this.port}`, accepts, { timeout: 60_000 });
    if (!process.running) throw new PgBouncerStartError(process.log());
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** Stops it where it stands: connections stay open and silent. */
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

  private isOpen(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
      // That nobody listens yet is the answer.
      socket.on('error', () => resolve(false));
    });
  }
}
