import { randomUUID } from 'node:crypto';
import { RedisProbe } from '@secureconnect/resilience';
import { Redis, type RedisOptions } from 'ioredis';
import { type RedisConnectionOptions } from './redis-connection.options';
import { within } from './within';

/** Its key lives this long, so that a probe that dies leaves nothing behind for good. */
const keyTtlMs = 60_000;

/** A server that does not answer does not say goodbye either. */
const disconnectMs = 50;

/**
 * Asks Redis for a write over one connection of its own. A Redis that answers PING but refuses writes (read-only,
 * out of memory, MISCONF, LOADING) fails here, and a connection that missed a deadline is never used again.
 */
export class RedisWriteProbe extends RedisProbe {
  private readonly key = `secureconnect:health:${randomUUID()}`;
  private client: Redis | undefined;
  private lastClientError: Error | undefined;

  constructor(private readonly options: RedisConnectionOptions) {
    super();
  }

  async probe(): Promise<void> {
    try {
      const client = this.client ?? (await this.connect());
      const write = client.set(this.key, Date.now(), 'PX', keyTtlMs);
      await within('SET', this.options.commandTimeoutMs, write);
    } catch (error) {
      this.close();
      throw this.lastClientError ?? error;
    }
  }

  close(): void {
    this.client?.disconnect();
    this.client = undefined;
  }

  private async connect(): Promise<Redis> {
    this.lastClientError = undefined;
    const client = this.create();
    this.client = client;
    client.on('error', (error: Error) => (this.lastClientError = error));
    await within('the connection', this.options.connectTimeoutMs, client.connect());
    return client;
  }

  /** No queue, no retry, no resend: what fails, fails now, and the next probe starts afresh. */
  private create(): Redis {
    const { url, host, port, password, db, connectTimeoutMs } = this.options;
    const fixed: RedisOptions = {
      lazyConnect: true,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      disconnectTimeout: disconnectMs,
      connectTimeout: connectTimeoutMs,
    };
    return url ? new Redis(url, fixed) : new Redis({ ...fixed, host, port, password, db });
  }
}
