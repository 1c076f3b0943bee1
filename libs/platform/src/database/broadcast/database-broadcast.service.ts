import { type Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type ClientConfig } from 'pg';
import { runOutsideContext } from '../../logging/request-context';
import { BroadcastChannels } from './broadcast-channels';
import { type BroadcastListener } from './broadcast-listener';
import { BroadcastRefusedError } from './broadcast-refused.error';
import { ListeningConnection } from './listening-connection.adapter';
import { listeningWaitMs } from './listening-wait';
import { partsOf } from './message-parts';

/** Whoever runs statements: a DataSource, or the EntityManager or QueryRunner of a transaction. */
export interface Statements {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/** What a broadcast works with. */
export interface BroadcastSurroundings {
  readonly statements: Statements;
  readonly config: ClientConfig;
  readonly logger: Logger;
  /** Calls back whenever PostgreSQL has let in somebody else of this process. */
  readonly onAnswer: (listener: () => void) => () => void;
  /** How long to wait after the nth failure in a row. */
  readonly waitMs?: (failures: number, cause: Error) => number;
}

const notifySql = 'SELECT pg_notify($1, part) FROM unnest($2::text[]) AS part';
/** Who must know what was said 250 ms ago learns that it does in time, and one beat may be late. */
const heartbeatMs = 100;
/** However often PostgreSQL is said to answer, it is not tried more often than this. */
const triesApartMs = 50;
/** Who others were let in before waits for an answer that nobody will send. */
const overdueMs = 250;
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
  private opening: ListeningConnection | undefined;
  private triedAt = -Infinity;
  private isClosed = false;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private deafSince: number | undefined;
  private complainedAt = -Infinity;
  private readonly unheed: () => void;

  constructor(private readonly around: BroadcastSurroundings) {
    this.unheed = around.onAnswer(() => this.hurry());
  }

  /** Tells everybody who listens, this process too; `within` a transaction: once it is committed, and else not at all. */
  async publish(
    channel: string,
    payload: string,
    within: Statements = this.around.statements,
  ): Promise<void> {
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
    this.unheed();
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

  /** Whichever request noticed that PostgreSQL is back: neither what is heard nor what is asked from then on is its own. */
  private connect(): Promise<void> {
    return runOutsideContext(() => this.open());
  }

  private async open(): Promise<void> {
    if (this.opening || this.isClosed) return;
    clearTimeout(this.retry);
    this.retry = undefined;
    this.triedAt = performance.now();
    const connection = new ListeningConnection(this.around.config, (...heard) =>
      this.channels.hear(...heard),
    );
    this.opening = connection;
    try {
      await connection.open(heartbeatMs, {
        onEnd: (cause) => this.lost(cause),
        onProof: (saidBefore) => this.channels.proof(saidBefore),
      });
      this.connection = connection;
    } catch (error) {
      connection.close();
      this.again(error as Error);
    } finally {
      this.opening = undefined;
    }
    if (this.isClosed) connection.close();
    else if (this.connection) await this.join(this.channels.names, this.channels.everybody);
  }

  /** PostgreSQL let in somebody else of this process: no wait and no attempt of the outage may outlast it. */
  private hurry(): void {
    const sinceMs = performance.now() - this.triedAt;
    if (this.opening && sinceMs > overdueMs) this.opening.drop(new Error('PostgreSQL answers others'));
    if (this.retry === undefined) return;
    this.failures = 0;
    this.retryIn(Math.max(0, triesApartMs - sinceMs));
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
      this.around.logger.warn(`Broadcasts are not heard: ${cause.message || cause.name}`);
    this.deafSince ??= performance.now();
    this.failures += 1;
    const { waitMs = listeningWaitMs } = this.around;
    this.retryIn(waitMs(this.failures, cause));
  }

  private retryIn(ms: number): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), ms).unref();
  }

  private heard(): void {
    if (this.deafSince !== undefined) {
      const seconds = ((performance.now() - this.deafSince) / 1_000).toFixed(1);
      this.around.logger.log(`Broadcasts are heard again after ${seconds} s`);
    }
    this.deafSince = undefined;
    this.failures = 0;
  }

  private complain(error: unknown): void {
    const now = performance.now();
    if (now - this.complainedAt < complaintsEveryMs) return;
    this.complainedAt = now;
    this.around.logger.error(
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
