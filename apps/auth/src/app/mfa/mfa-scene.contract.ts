import { type INestApplicationContext, Logger } from '@nestjs/common';
import { type PostgresServer, startPostgres } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { Mailer } from '../mail/mailer';
import { Challenges, type IssuedChallenge } from './challenges';
import { makePerson, type Person, type SceneMailer, startMfaInstance } from './mfa-instance.contract';
import { StepUp } from './step-up.use-case';

/** The secret of both instances. */
export const secret = { AUTH_SECRET: 'the secret of this spec, long enough' };

/** Two instances on one PostgreSQL, and somebody new for every test. */
export class MfaScene {
  person: Person;

  private constructor(
    readonly postgres: PostgresServer,
    readonly one: INestApplicationContext,
    readonly other: INestApplicationContext,
  ) {}

  static async start(): Promise<MfaScene> {
    Logger.overrideLogger(false);
    const postgres = await startPostgres();
    const one = await startMfaInstance(postgres.url, secret);
    return new MfaScene(postgres, one, await startMfaInstance(postgres.url, secret));
  }

  async close(): Promise<void> {
    await Promise.all([this.one, this.other].map((app) => app.close()));
    await this.postgres.close();
  }

  async enter(): Promise<void> {
    this.person = await makePerson(this.one);
  }

  get<T>(token: abstract new (...parts: never[]) => T, app = this.one): T {
    return app.get<T>(token as never, { strict: false });
  }

  query<T>(sql: string, values: unknown[] = [this.person.id]): Promise<T[]> {
    return this.one.get(DataSource).query<T[]>(sql, values);
  }

  /** A login that waits. */
  challenge(by: 'factor' | 'mail' = 'factor'): Promise<IssuedChallenge> {
    return this.get(Challenges).issue(this.person.id, { device: 'a phone' }, by);
  }

  /** What becomes of a login that a code is shown for: `completed`, or the class of the error. */
  show(challenge: string, code: string, app = this.one): Promise<unknown> {
    return this.get(StepUp, app)
      .run(challenge, code)
      .then(
        () => 'completed',
        (error: Error) => error.constructor,
      );
  }

  /** By which methods this person's logins were completed. */
  async completed(): Promise<string[]> {
    const sql = 'SELECT methods FROM completed_logins WHERE user_id = $1';
    return (await this.query<{ methods: string }>(sql)).map(({ methods }) => methods);
  }

  /** What was mailed to this person, by either instance. */
  mailed(): string[] {
    const sent = [this.one, this.other].flatMap((app) => (this.get(Mailer, app) as SceneMailer).sent);
    return sent.filter(({ to }) => to.startsWith(this.person.id)).map(({ template }) => template);
  }

  /** What was recorded of this person. */
  async audited(): Promise<string[]> {
    const sql = 'SELECT type FROM audit_events WHERE user_id = $1 ORDER BY created_at, id';
    return (await this.query<{ type: string }>(sql)).map(({ type }) => type);
  }
}
