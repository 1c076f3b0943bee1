import { setTimeout as rest } from 'node:timers/promises';
import { type FaultProxy, startFaultProxy, until } from '@secureconnect/testing';
import { IsString } from 'class-validator';
import { defineJob } from '../definition/define-job';
import { type TableInstance, TableScene } from '../table/table-scene.contract';
import { EnqueueDeadlineError } from './enqueue-deadline.error';
import { EnqueueUnansweredError } from './enqueue-unanswered.error';
import { type EnqueueOptions } from './enqueue.options';

class Mail {
  @IsString() to: string;
}
const mail = defineJob({ name: 'mail', payload: Mail });
const deadlineMs = 400;

describe('when jobs are enqueued and PostgreSQL', () => {
  let scene: TableScene;
  let proxy: FaultProxy;
  let here: TableInstance;
  const enqueue = (name: string, options: EnqueueOptions = {}) =>
    here.jobsWithin(deadlineMs).enqueue(mail, { to: name }, options);
  const names = async (): Promise<string[]> => {
    const rows = await scene.rows<{ name: string }>("SELECT payload::json->>'to' AS name FROM chat.jobs");
    return rows.map(({ name }) => name);
  };
  const outcomes = async (all: Promise<unknown>[]): Promise<string[]> => {
    const settled = await Promise.allSettled(all);
    return [
      ...new Set(settled.map((each) => (each.status === 'fulfilled' ? 'accepted' : codeOf(each.reason)))),
    ];
  };
  const codeOf = (error: { code?: string; driverError?: Error }) =>
    error.code ?? error.driverError?.message ?? String(error);
  const again = () => until('it to take jobs', () => enqueue('after', { uniqueKey: 'after' }));

  beforeAll(async () => {
    scene = await TableScene.start();
    proxy = await startFaultProxy({ target: scene.postgres.port });
    here = await scene.instance(proxy.through(scene.postgres.url));
  });
  beforeEach(() => scene.empty());
  afterEach(async () => {
    scene.postgres.thaw();
    await scene.postgres.start();
    await proxy.heal();
    await again();
  });
  afterAll(async () => {
    await scene.close();
    await proxy.close();
  });

  it('is frozen, they are refused in time, and none of them is there when it wakes', async () => {
    const jobs = here.jobsWithin(deadlineMs);
    await jobs.enqueue(mail, { to: 'before' });
    scene.postgres.freeze();
    const refused = Array.from({ length: 20 }, (_, at) => [
      jobs.enqueue(mail, { to: `plain ${at}` }),
      jobs.enqueue(mail, { to: `keyed ${at}` }, { uniqueKey: `${at}` }),
      jobs.enqueue(mail, { to: `kept ${at}` }, { idempotencyKey: `${at}` }),
    ]).flat();
    expect(await outcomes(refused)).toEqual(['database_timeout']);
    expect(await outcomes([jobs.enqueue(mail, { to: 'late' })])).not.toContain('accepted');
    scene.postgres.thaw();
    await again();
    // What lay in the sockets has been read by now, or never will be.
    await rest(200);
    expect((await names()).sort()).toEqual(['after', 'before']);
    expect(await scene.rows('SELECT FROM chat.job_keys')).toEqual([]);
  });

  it('is frozen, those it was asked for are told apart from those it never heard of', async () => {
    const jobs = here.jobsWithin(deadlineMs);
    await jobs.enqueue(mail, { to: 'before' });
    scene.postgres.freeze();
    const errorOf = (to: string) => jobs.enqueue(mail, { to }).catch((refusal: unknown) => refusal);
    const asked = errorOf('asked');
    await rest(20);
    const waiting = errorOf('waiting');
    expect(await asked).toBeInstanceOf(EnqueueUnansweredError);
    expect(await waiting).toBeInstanceOf(EnqueueDeadlineError);
    scene.postgres.thaw();
    await again();
    expect(await here.jobs.find(((await asked) as EnqueueUnansweredError).jobId)).toBeUndefined();
  });

  it('stalls in the midst of accepting them, none of them is there afterwards', async () => {
    await enqueue('before');
    await scene.rows(`
      CREATE FUNCTION chat.stall() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(${(deadlineMs * 1.5) / 1_000}); RETURN NULL; END $$`);
    await scene.rows(
      'CREATE TRIGGER stall BEFORE INSERT ON chat.jobs FOR EACH STATEMENT EXECUTE FUNCTION chat.stall()',
    );
    try {
      const refused = await outcomes([enqueue('plain'), enqueue('keyed', { idempotencyKey: 'k' })]);
      expect(refused).not.toContain('accepted');
      const busy =
        "SELECT FROM pg_stat_activity WHERE query ILIKE '%INSERT INTO jobs%' AND state = 'active' AND pid <> pg_backend_pid()";
      await until('them to be through', async () => (await scene.rows(busy)).length === 0);
    } finally {
      await scene.rows('DROP FUNCTION chat.stall CASCADE');
    }
    expect(await names()).toEqual(['before']);
    expect(await scene.rows('SELECT FROM chat.job_keys')).toEqual([]);
  });

  it('is frozen while nothing is known of its clock, they are refused in time too', async () => {
    scene.postgres.freeze();
    expect(await outcomes([enqueue('a'), enqueue('b', { uniqueKey: 'b' })])).not.toContain('accepted');
    scene.postgres.thaw();
    await again();
    expect(await names()).toEqual(['after']);
  });

  it('is gone, they are refused at once, and accepted again when it is back', async () => {
    await scene.postgres.kill();
    expect(await outcomes([enqueue('a'), enqueue('b')])).not.toContain('accepted');
    await scene.postgres.start();
    await again();
    expect(await names()).toEqual(['after']);
  });

  it('is silent behind the network, later ones do not wait for those that got no answer', async () => {
    await enqueue('before');
    proxy.blackhole();
    expect(await outcomes([enqueue('lost'), enqueue('lost too')])).not.toContain('accepted');
    proxy.reset();
    await proxy.heal();
    await again();
    expect((await names()).sort()).toEqual(['after', 'before']);
  });

  it('was set to another time, they are accepted all the same', async () => {
    const jobs = here.jobsWithin(deadlineMs);
    await jobs.enqueue(mail, { to: 'before' });
    const rows = here.database.rows.bind(here.database);
    // As if its clock had gone on by an hour between two answers.
    const spy = jest.spyOn(here.database, 'rows').mockImplementationOnce((statement, within) => {
      const values = statement.values?.map((value, at) => (at === 10 ? Number(value) - 3_600_000 : value));
      return rows({ ...statement, values }, within);
    });
    await jobs.enqueue(mail, { to: 'then' });
    expect(spy).toHaveBeenCalledTimes(2);
    spy.mockRestore();
    expect(await names()).toEqual(['before', 'then']);
  });

  it('is away, the counts are those last known, and say so', async () => {
    await enqueue('a');
    const jobs = here.jobsWithin(deadlineMs);
    const counts = { name: 'mail', waiting: 1, delayed: 0, running: 0, dead: 0 };
    expect(await jobs.getStats()).toMatchObject({ isCurrent: true, queues: [counts] });
    scene.postgres.freeze();
    const away = () => jobs.getStats().then(({ isCurrent }) => !isCurrent);
    await until('it to be noticed', away);
    expect(await jobs.getStats()).toMatchObject({
      isCurrent: false,
      asOf: expect.any(Date),
      queues: [counts],
    });
    scene.postgres.thaw();
    await until('it to be over', async () => (await jobs.getStats()).isCurrent);
  });
});
