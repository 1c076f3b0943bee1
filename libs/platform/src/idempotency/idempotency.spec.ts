import { setTimeout as delay } from 'node:timers/promises';
import { type ArgumentsHost, Body, Catch, ConflictException, Controller, type ExceptionFilter, Post, Res, UnprocessableEntityException } from '@nestjs/common'; // prettier-ignore
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { type FastifyReply } from 'fastify';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { DatabaseHealth } from '../database/database-health.service';
import { DatabaseModule } from '../database/database.module';
import { newId } from '../database/new-id';
import { statusOf, toProblem } from '../errors/to-problem';
import { IdempotencyModule } from './idempotency.module';
import { Idempotent } from './idempotent.decorator';
import { keepAnswer } from './keep-answer';

const leaseMs = 700;

class CreateThings1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE things (id uuid PRIMARY KEY, name text NOT NULL)');
  }
  down = async (): Promise<void> => undefined;
}

type Wish = { readonly name: string; readonly ms?: number };
type Thing = { readonly id: string; readonly name: string };

/** With what a create fails before it does anything. */
let failure: Error | undefined;
/** What happens after its transaction was committed and before it is answered. */
let afterCommit = (): Promise<void> => Promise.resolve();

@Controller()
class ThingsController {
  constructor(private readonly source: DataSource) {}

  @Post('things')
  @Idempotent()
  async create(@Body() wish: Wish, @Res({ passthrough: true }) reply: FastifyReply): Promise<Thing> {
    if (failure) throw failure;
    void reply.header('location', `/things/${wish.name}`);
    await delay(wish.ms ?? 0);
    const thing = { id: newId(), name: wish.name };
    await this.source.transaction(async (manager) => {
      await manager.query('INSERT INTO things VALUES ($1, $2)', [thing.id, thing.name]);
      await keepAnswer(manager, thing);
    });
    await afterCommit();
    return thing;
  }

  /** Keeps its answer only after the fact. */
  @Post('others')
  @Idempotent()
  async other(@Body() wish: Wish, @Res({ passthrough: true }) reply: FastifyReply): Promise<Thing> {
    const thing = { id: newId(), name: wish.name };
    await this.source.query('INSERT INTO things VALUES ($1, $2)', [thing.id, thing.name]);
    await afterCommit();
    void reply.status(200);
    return thing;
  }
}

@Catch()
class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const problem = toProblem(error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (problem.retryAfterSeconds) void reply.header('retry-after', String(problem.retryAfterSeconds));
    void reply.status(statusOf(problem)).send({ code: problem.code });
  }
}

describe('when a create carries an Idempotency-Key', () => {
  let postgres: PostgresServer;
  let apps: NestFastifyApplication[];
  const boot = async (): Promise<NestFastifyApplication> => {
    const imports = [
      DatabaseModule.forRoot({
        ...{ service: 'storage', url: postgres.url, poolSize: 5, entities: [], migrateOnStart: true },
        ...{ connectTimeoutMs: 500, statementTimeoutMs: 1_000, migrations: [CreateThings1763700000001] },
      }),
      IdempotencyModule.forRoot({ leaseMs, callerOf: ({ headers }) => String(headers['x-caller']) }),
    ];
    const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
    const testing = Test.createTestingModule({ imports, controllers: [ThingsController] }).setLogger(quiet);
    const module = await testing.compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useGlobalFilters(new ProblemFilter());
    return app.init();
  };
  const post = async (
    wish: Wish | string,
    key?: string,
    { on = 0, caller = 'ann', path = '/things' } = {},
  ) => {
    const headers = { 'content-type': 'application/json', 'x-caller': caller };
    const answer = await apps[on]!.inject({
      ...{ method: 'POST', url: path, payload: wish },
      headers: key === undefined ? headers : { ...headers, 'idempotency-key': key },
    });
    const { location, 'retry-after': retryAfter } = answer.headers;
    return { status: answer.statusCode, body: answer.json<Thing>(), location, retryAfter };
  };
  const count = async (): Promise<number> => (await postgres.sql('SELECT FROM storage.things')).length;
  const refusal = (status: number, code: string) => ({ status, body: { code } });
  const ready = async (): Promise<void> => {
    for (const app of apps) {
      const health = app.get(DatabaseHealth);
      await until('ready', async () => health.ready && (await health.check()).status === 'up');
    }
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    apps = await Promise.all([boot(), boot()]);
    await ready();
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await postgres.close();
  });
  beforeEach(async () => {
    failure = undefined;
    afterCommit = () => Promise.resolve();
    await postgres.sql('TRUNCATE storage.things, storage.idempotency_keys');
  });

  describe('and comes again', () => {
    it('with the same body, it gets the same answer on either instance, and nothing is made twice', async () => {
      const first = await post({ name: 'a', ms: 1 }, 'key');
      expect(first).toMatchObject({ status: 201, location: '/things/a' });
      expect(await post('{ "ms": 1, "name": "a" }', 'key', { on: 1 })).toEqual(first);
      expect(await count()).toBe(1);
    });

    it('and kept its answer only after the fact, it gets the same answer too', async () => {
      const first = await post({ name: 'a' }, 'key', { path: '/others' });
      expect(first.status).toBe(200);
      expect(await post({ name: 'a' }, 'key', { path: '/others', on: 1 })).toEqual(first);
      expect(await count()).toBe(1);
    });

    it('with another body, it is refused', async () => {
      await post({ name: 'a' }, 'key');
      expect(await post({ name: 'b' }, 'key')).toMatchObject(refusal(409, 'idempotency_key_reused'));
      expect(await count()).toBe(1);
    });

    it('with another key, from another caller, to another route or without a key, it is another request', async () => {
      await post({ name: 'a' }, 'key');
      await post({ name: 'a' }, 'key2');
      await post({ name: 'a' }, 'key', { caller: 'ben' });
      await post({ name: 'a' }, 'key', { path: '/others' });
      await post({ name: 'a' }, undefined);
      expect(await count()).toBe(5);
    });

    it.each(['ein Schlüssel', 'two words', 'x'.repeat(256), ''])(
      'with the key "%s", it is malformed',
      async (key) => {
        expect(await post({ name: 'a' }, key)).toMatchObject(refusal(400, 'invalid_idempotency_key'));
      },
    );

    it('after a refusal that is final, it is refused again, even if it would now succeed', async () => {
      failure = new UnprocessableEntityException();
      const first = await post({ name: 'a' }, 'key');
      failure = undefined;
      expect(first).toMatchObject(refusal(422, 'validation_failed'));
      expect(await post({ name: 'a' }, 'key')).toEqual(first);
      expect(await count()).toBe(0);
    });

    it.each([
      ['a conflict', new ConflictException()],
      ['a failure of ours', new Error('a bug')],
    ])('after %s, it is carried out again', async (_what, error) => {
      failure = error;
      await post({ name: 'a' }, 'key');
      failure = undefined;
      expect(await post({ name: 'a' }, 'key')).toMatchObject({ status: 201 });
    });
  });

  describe('and the first is still running', () => {
    it('on two instances at once, one is carried out, the other is told to come back', async () => {
      const wish = { name: 'a', ms: 300 };
      const both = await Promise.all([0, 1].map((on) => post(wish, 'key', { on })));
      const [made, told] = both.sort((a, b) => a.status - b.status);
      expect(made).toMatchObject({ status: 201 });
      expect(told).toMatchObject({ ...refusal(409, 'idempotency_key_in_use'), retryAfter: '1' });
      expect(await post(wish, 'key')).toEqual(made);
      expect(await count()).toBe(1);
    });

    it('longer than its lease, the one that took over wins and the first undoes what it did', async () => {
      const wish = { name: 'a', ms: leaseMs + 300 };
      const first = post(wish, 'key');
      await delay(leaseMs + 50);
      const second = post(wish, 'key', { on: 1 });
      expect(await first).toMatchObject(refusal(409, 'idempotency_key_in_use'));
      expect(await second).toMatchObject({ status: 201 });
      expect(await count()).toBe(1);
    });
  });

  describe('and PostgreSQL dies', () => {
    const outage = (): Promise<void> => postgres.kill();
    const recover = (): Promise<void> => postgres.start().then(ready);

    it('before it came, it is refused as unavailable, and succeeds afterwards', async () => {
      await outage();
      const refused = await post({ name: 'a' }, 'key');
      await recover();
      expect(refused).toMatchObject(refusal(503, 'database_unavailable'));
      expect(await post({ name: 'a' }, 'key')).toMatchObject({ status: 201 });
      expect(await count()).toBe(1);
    });

    it('while it runs, nothing half done is left, and the repeat succeeds once the lease is out', async () => {
      const running = post({ name: 'a', ms: 200 }, 'key');
      await delay(100);
      await outage();
      expect(await running).toMatchObject(refusal(503, 'database_unavailable'));
      await recover();
      expect(await count()).toBe(0);
      await until('the lease to end', async () => (await post({ name: 'a', ms: 200 }, 'key')).status === 201);
      expect(await count()).toBe(1);
    });

    it('after it was committed, the repeat gets the answer of the first, at once', async () => {
      afterCommit = outage;
      const first = await post({ name: 'a' }, 'key');
      await recover();
      afterCommit = () => Promise.resolve();
      expect(first.status).toBe(201);
      expect(await post({ name: 'a' }, 'key')).toEqual(first);
      expect(await count()).toBe(1);
    });

    it('before an answer could be kept after the fact, the caller still hears the truth', async () => {
      afterCommit = outage;
      const first = await post({ name: 'a' }, 'key', { path: '/others' });
      await recover();
      expect(first.status).toBe(200);
    });
  });
});
