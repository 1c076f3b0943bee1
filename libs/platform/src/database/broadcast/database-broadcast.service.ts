import { type Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type ClientConfig } from 'pg';
import { backoffMs } from '../backoff';
import { BroadcastChannels } from './broadcast-channels';
import { type BroadcastListener } from './broadcast-listener';
import { BroadcastRefusedError } from './broadcast-refused.error';
import { ListeningConnection } from './listening-connection.adapter';
import { partsOf } from './message-parts';

/** Whoever runs statements: a DataSource, or the EntityManager or QueryRunner of a transaction. */
export interface Statements {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

const notifySql = 'SELECT pg_notify($1, part) FROM unnest($2::text[]) AS part';
const heartbeatMs = 1_000;
const complaintsEveryMs = 1_000;
/** PostgreSQL cuts longer names, and then they are other names. */
const mostNameBytes = 63;

/**
 * Tells all processes on one database what happened, through LISTEN and NOTIFY. A channel belongs to the database, not
 * to a schema: services share it by its name. Nothing is kept for who is deaf; who is, is told. One connection a
 * process, from the first listener on.
 */
export class DatabaseBroadcast implements OnApplicationShutdown {
  private readonly channels = new BroadcastChannels((error) => this.complain(error));
  private connection: ListeningConnection | undefined;
  private isConnecting = false;
  private isClosed = false;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private deafSince: number | undefined;
  private complainedAt = -Infinity;

  constructor(
    private readonly statements: Statements,
    private readonly config: ClientConfig,
    private readonly logger: Logger,
  ) {}

  /** Tells everybody who listens, this process too; `within` a transaction: once it is committed, and else not at all. */
  async publish(channel: string, payload: string, within: Statements = this.statements): Promise<void> {
    refuseLongName(channel);
    await within.query(notifySql, [channel, partsOf(payload)]);
  }

  /** Listens until what it returns is called. */
  subscribe(channel: string, listener: BroadcastListener): () => void {
    refuseLongName(channel);
    const isNew = this.channels.add(channel, listener);
    void this.join(isNew ? [channel] : [], [listener]);
    return () => this.leave(channel, listener);
  }

  onApplicationShutdown(): void {
    this.isClosed = true;
    clearTimeout(this.retry);
    this.connection?.close();
  }

  private leave(channel: string, listener: BroadcastListener): void {
    // Where it fails the connection is lost, and a new one will not listen there.
    if (this.channels.remove(channel, listener))
      void this.connection?.unlisten(channel).catch(() => undefined);
  }

  /** On the living connection only what is new, else everything on a new one. */
  private async join(channels: readonly string[], listeners: readonly BroadcastListener[]): Promise<void> {
    const { connection } = this;
    if (!connection) return this.connect();
    try {
      if (channels.length > 0) await connection.listen(channels);
      if (this.connection !== connection) return;
      this.heard();
      this.channels.listening(listeners);
    } catch (error) {
      connection.drop(error as Error);
    }
  }

  private async connect(): Promise<void> {
    if (this.isConnecting || this.isClosed) return;
    this.isConnecting = true;
    const connection = new ListeningConnection(this.config, (...heard) => this.channels.hear(...heard));
    try {
      await connection.open(heartbeatMs, (cause) => this.lost(cause));
      this.connection = connection;
    } catch (error) {
      connection.close();
      this.again(error as Error);
    } finally {
      this.isConnecting = false;
    }
    if (this.isClosed) connection.close();
    else if (this.connection) await this.join(this.channels.names, this.channels.everybody);
  }

  private lost(cause: Error): void {
    this.connection = undefined;
    if (this.isClosed) return;
    this.channels.deaf(cause);
    this.again(cause);
  }

  /** One line for each time it goes deaf, not for each try. */
  private again(cause: Error): void {
    if (this.isClosed) return;
    if (this.deafSince === undefined)
      this.logger.warn(`Broadcasts are not heard: ${cause.message || cause.name}`);
    this.deafSince ??= performance.now();
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), backoffMs(this.failures)).unref();
  }

  private heard(): void {
    if (this.deafSince !== undefined) {
      const seconds = ((performance.now() - this.deafSince) / 1_000).toFixed(1);
      this.logger.log(`Broadcasts are heard again after ${seconds} s`);
    }
    this.deafSince = undefined;
    this.failures = 0;
  }

  private complain(error: unknown): void {
    const now = performance.now();
    if (now - this.complainedAt < complaintsEveryMs) return;
    this.complainedAt = now;
    this.logger.error(
      'A listener of a broadcast threw',
      error instanceof Error ? error.stack : String(error),
    );
  }
}

function refuseLongName(channel: string): void {
  const bytes = Buffer.byteLength(channel);
  if (bytes > 0 && bytes <= mostNameBytes) return;
  throw new BroadcastRefusedError(`"${channel}" cannot name a channel: 1 to ${mostNameBytes} bytes.`);
}
