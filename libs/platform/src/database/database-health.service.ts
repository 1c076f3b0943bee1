import { type Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type ClientConfig } from 'pg';
import { saidBy } from '../errors/said-by';
import { BoundedClient } from './bounded-client.adapter';
import { classifyDriverError } from './classify-driver-error';
import { withConnection } from './with-connection';

/** Whether PostgreSQL answers, and if not, since when and why. */
export type DatabaseStatus =
  | { readonly status: 'up'; readonly latencyMs: number }
  | { readonly status: 'down'; readonly since: Date; readonly lastError: string };

/** What PgBouncer says to whom it had no connection for in time. */
const noRoom = /query_wait_timeout/;

const sql = "SELECT current_setting('transaction_read_only') = 'off' AS writable";
/** Those that only listen are there pooler or not. */
const busySql = `${sql}, EXISTS (SELECT FROM pg_stat_activity
  WHERE usename = current_user AND pid <> pg_backend_pid() AND application_name NOT LIKE '%-broadcast'
    AND (state <> 'idle' OR state_change > clock_timestamp() - $1 * interval '1 ms')) AS busy`;

/**
 * Asks PostgreSQL over a connection of its own, so that a busy pool is not taken for an outage. One question at a
 * time, however many ask; each is answered within twice the deadline, and where a pooler is busy within four
 * times. Logs changes only.
 */
export class DatabaseHealth implements OnApplicationShutdown {
  private client: BoundedClient | undefined;
  private asking: Promise<DatabaseStatus> | undefined;
  private downSince: Date | undefined;
  private stopped = false;
  private waitingFor: string | undefined = 'the first connection';
  // Before the promise that sets it: run from source, a field without a value is made undefined where it stands.
  private tellReady: () => void;
  private readonly heeding = new Set<() => void>();
  private readonly becameReady = new Promise<void>((resolve) => (this.tellReady = resolve));

  constructor(
    private readonly connection: ClientConfig,
    private readonly deadlineMs: number,
    private readonly logger: Logger,
    /** Past the pooler, where `connection` leads to one. */
    private readonly direct?: ClientConfig,
  ) {}

  /** True once the schema is known to be up to date; then it stays so, whether PostgreSQL is up or not. */
  get ready(): boolean {
    return this.waitingFor === undefined;
  }

  /** Why it is not ready; undefined when it is. */
  get notReadyBecause(): string | undefined {
    return this.waitingFor;
  }

  /** Resolves once it is ready, however long that takes. */
  whenReady(): Promise<void> {
    return this.becameReady;
  }

  /** For the one who prepares the schema; undefined: it is ready. */
  setReady(waitingFor: string | undefined): void {
    this.waitingFor = waitingFor;
    if (waitingFor === undefined) this.tellReady();
  }

  /** Calls back whenever PostgreSQL has let in somebody of this process, until what it returns is called. */
  onAnswer(listener: () => void): () => void {
    this.heeding.add(listener);
    return () => void this.heeding.delete(listener);
  }

  /** For whoever was just let in: after an outage that is the first sign of its end. */
  answered(): void {
    for (const listener of this.heeding) listener();
  }

  check(): Promise<DatabaseStatus> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    this.drop();
  }

  private async ask(): Promise<DatabaseStatus> {
    if (this.stopped) return this.down(new Error('the service is shutting down'));
    const [isKept, asked] = [this.client !== undefined, performance.now()];
    try {
      return await this.question();
    } catch (error) {
      this.drop();
      if (isLate(error as Error) && (await this.isBusy())) return this.up(performance.now() - asked);
      // A kept connection may have been ended behind our back, which is no outage. Silence is one.
      if (!isKept || classifyDriverError(error as Error) === 'timeout') return this.down(error as Error);
    }
    return this.question().catch((error: Error) => {
      this.drop();
      return this.down(error);
    });
  }

  /**
   * A pooler lets in though all its connections are in use, and though it reaches nobody. Whether PostgreSQL is well
   * behind it, and whether anybody comes through, that says itself.
   */
  private async isBusy(): Promise<boolean> {
    const { direct } = this;
    if (!direct || this.stopped) return false;
    const asked = [
      withConnection(this.within(this.connection), () => Promise.resolve()),
      withConnection(this.within(direct), (client) => askWhetherBusy(client, this.deadlineMs)),
    ];
    return (await Promise.allSettled(asked)).every(({ status }) => status === 'fulfilled');
  }

  private async question(): Promise<DatabaseStatus> {
    const isNew = this.client === undefined;
    const client = (this.client ??= await this.connect());
    const asked = performance.now();
    await askWhetherWritable(client);
    // Not before: a pooler lets anybody in, PostgreSQL or not.
    if (isNew) this.answered();
    return this.up(performance.now() - asked);
  }

  private async connect(): Promise<BoundedClient> {
    const client = new BoundedClient(this.within(this.connection));
    await client.connect();
    // Nobody would ever cut what came up when the service had stopped.
    if (this.stopped) {
      client.abandon();
      throw new Error('the service is shutting down');
    }
    // A connection that breaks between two questions is replaced at the next one.
    client.once('end', () => this.forget(client));
    return client;
  }

  private within(connection: ClientConfig): ClientConfig {
    return { ...connection, connectionTimeoutMillis: this.deadlineMs, query_timeout: this.deadlineMs };
  }

  private forget(client: BoundedClient): void {
    if (this.client === client) this.client = undefined;
  }

  private drop(): void {
    this.client?.abandon();
    this.client = undefined;
  }

  private up(latencyMs: number): DatabaseStatus {
    if (this.downSince) {
      const seconds = ((Date.now() - this.downSince.getTime()) / 1000).toFixed(1);
      this.logger.log(`PostgreSQL is back after ${seconds} s`);
    }
    this.downSince = undefined;
    return { status: 'up', latencyMs: Math.round(latencyMs * 100) / 100 };
  }

  private down(error: Error): DatabaseStatus {
    const lastError = saidBy(error);
    if (!this.downSince && !this.stopped) this.logger.error(`PostgreSQL is away: ${lastError}`);
    this.downSince ??= new Date();
    return { status: 'down', since: this.downSince, lastError };
  }
}

const isLate = (error: Error): boolean =>
  classifyDriverError(error) === 'timeout' || noRoom.test(error.message);

async function askWhetherWritable(client: BoundedClient): Promise<void> {
  const { rows } = await client.query<{ writable: boolean }>(sql);
  if (rows[0]?.writable !== true)
    throw new Error('it is read-only: a standby, or a primary that was demoted');
}

/** Throws where none of ours did anything lately: then it is not for others that nobody comes through. */
async function askWhetherBusy(client: BoundedClient, latelyMs: number): Promise<void> {
  const { rows } = await client.query<{ writable: boolean; busy: boolean }>(busySql, [latelyMs]);
  if (rows[0]?.writable !== true || !rows[0].busy) throw new Error('nobody comes through the pooler');
}
