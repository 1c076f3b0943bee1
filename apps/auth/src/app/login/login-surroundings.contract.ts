import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type Account } from '../accounts/account';
import { LoginInstance, mailsIn, type Visitor } from './login-scene.contract';
import { type StepUpRequiredError } from './step-up-required.error';

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

  /** Logs in as somebody who is asked for a code by mail, and reads it. */
  async mailedCode(at: LoginInstance, visitor: Visitor): Promise<{ challenge: string; code: string }> {
    const codes = async () =>
      (await mailsIn(this.outbox, visitor.email)).flatMap((mail) => /^\d{6}(?=\r?$)/m.exec(mail) ?? []);
    const before = await codes();
    const error = await at.logIn(visitor).then(
      () => undefined,
      (thrown: StepUpRequiredError) => thrown,
    );
    expect(error).toMatchObject({ code: 'step_up_required', details: { methods: ['mail'] } });
    const isNew = (code: string) => !before.includes(code);
    const code = await until('the code', async () => (await codes()).find(isNew), { timeout: 20_000 });
    return { challenge: String(error?.details.challenge), code: String(code) };
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((one) => one.close()));
    await Promise.all([this.postgres.close(), this.redis.close()]);
    await rm(this.outbox, { recursive: true, force: true });
  }
}
