import { execFile } from 'node:child_process';
import * as files from 'node:fs';
import { promisify } from 'node:util';
import { Client, type QueryResultRow } from 'pg';
import type { ServerProcess } from '../process/server-process';
import { removeFolder } from '../process/temporary-folder';
import { sharedMemoryOf } from './shared-memory';

const run = promisify(execFile);

/** One process for both; a segment may be gone already. */
const leaveNothing = '[ -z "$1" ] || ipcrm -m "$1"; rm -rf "$2"';
/** What `rm` ends with where it left something. */
const leftSomething = 1;

/** How a PostgresServer comes to a running process, and what is known of it. */
export type PostgresSetup = {
  dir: string;
  port: number;
  password: string;
  database: string;
  logFile: string;
  /** Folder to remove on close; none for a kept server. */
  temporary: string | undefined;
  launch: () => Promise<ServerProcess>;
};

/** A real PostgreSQL of our own on a loopback port, which can be crashed, frozen and brought back. */
export class PostgresServer {
  constructor(
    private readonly setup: PostgresSetup,
    private process: ServerProcess,
  ) {}

  get port(): number {
    return this.setup.port;
  }

  get dir(): string {
    return this.setup.dir;
  }

  get password(): string {
    return this.setup.password;
  }

  /** Number of the postmaster. */
  get pid(): number {
    return this.process.pid;
  }

  get running(): boolean {
    return this.process.running;
  }

  /** Connection string of the default database, as superuser. */
  get url(): string {
    return this.urlOf(this.setup.database);
  }

  /** Connection string of any database of this server. */
  urlOf(database: string): string {
    return `postgresql://postgres:${encodeURIComponent(this.password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** The end of the server's log. */
  log(): string {
    return files.readFileSync(this.setup.logFile, 'utf8').slice(-16_384);
  }

  /** Runs one statement on a connection of its own and gives the rows. */
  async sql<Row extends QueryResultRow>(text: string, params?: unknown[], database?: string): Promise<Row[]> {
    const client = new Client({
      connectionString: database ? this.urlOf(database) : this.url,
      connectionTimeoutMillis: 10_000,
      query_timeout: 60_000,
    });
    client.on('error', () => undefined); // The statement itself rejects; nobody else listens.
    try {
      await client.connect();
      return (await client.query<Row>(text, params)).rows;
    } finally {
      await client.end();
    }
  }

  /** Makes the database unless it exists and gives its connection string. */
  async createDatabase(name: string): Promise<string> {
    const found = await this.sql('select 1 from pg_database where datname = $1', [name], 'postgres');
    if (found.length === 0) await this.sql(`create database "${name.replaceAll('"', '""')}"`, [], 'postgres');
    return this.urlOf(name);
  }

  /** Makes a standby the primary; resolves when it takes writes. */
  async promote(): Promise<void> {
    await this.sql('SELECT pg_promote(true, 60)', [], 'postgres');
  }

  /** Ends the postmaster and all backends at once, as a crash would. */
  async kill(): Promise<void> {
    await this.process.kill();
  }

  /** Fast shutdown: open transactions are rolled back, what was committed is kept. */
  async stop(): Promise<void> {
    await this.process.terminate('SIGINT');
  }

  /** Starts a server that was killed or stopped, on the same port and folder; resolves when it answers. */
  async start(): Promise<void> {
    if (!this.running) this.process = await this.setup.launch();
  }

  /** Stops and starts. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Stops the postmaster and all backends where they stand: connections stay open and silent. */
  freeze(): void {
    this.process.freeze();
  }

  /** Lets a frozen server go on. */
  thaw(): void {
    this.process.thaw();
  }

  /** Ends the server; a temporary one takes its data with it. */
  async close(): Promise<void> {
    if (this.setup.temporary === undefined) return this.stop();
    await this.kill();
    const segment = sharedMemoryOf(this.setup.temporary, files) ?? '';
    // A thousand files, which node takes five times as long to remove; what is left is removed by node, or it says why not.
    await run('sh', ['-c', leaveNothing, 'sh', segment, this.setup.temporary]).catch(
      (error: { code?: unknown }) => {
        if (error.code !== leftSomething) throw error;
      },
    );
    await removeFolder(this.setup.temporary);
  }
}
