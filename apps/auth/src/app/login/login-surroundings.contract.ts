import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, type RedisServer, startPostgres, startRedis } from '@secureconnect/testing';
import { type Account } from '../accounts/account';
import { LoginInstance } from './login-scene.contract';

/** What instances of auth stand on, and those that were started on it. */
export class LoginSurroundings {
  readonly instances: LoginInstance[] = [];

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly outbox: string,
  ) {}

  static async open(): Promise<LoginSurroundings> {
    const outbox = await mkdtemp(join(tmpdir(), 'outbox-'));
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    return new LoginSurroundings(postgres, redis, outbox);
  }

  /** Starts one after the other, set as given, and resolves when all are in normal mode. */
  async start<const T extends readonly object[]>(...all: T): Promise<{ [Each in keyof T]: LoginInstance }> {
    const servers = { postgres: this.postgres.url, redis: this.redis.url, outbox: this.outbox };
    const started: LoginInstance[] = [];
    for (const settings of all)
      started.push(await LoginInstance.start({ ...servers, settings: { ...settings } }));
    this.instances.push(...started);
    await Promise.all(started.map((one) => one.isNormal()));
    return started as { [Each in keyof T]: LoginInstance };
  }

  /** What the audit has of an account, in its order. */
  async eventsOf({ id }: Account): Promise<string[]> {
    const text = 'SELECT type FROM auth.audit_events WHERE user_id = $1 ORDER BY created_at';
    return (await this.postgres.sql<{ type: string }>(text, [id])).map(({ type }) => type);
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((one) => one.close()));
    await Promise.all([this.postgres.close(), this.redis.close()]);
    await rm(this.outbox, { recursive: true, force: true });
  }
}
