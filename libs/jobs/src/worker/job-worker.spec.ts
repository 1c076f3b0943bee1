import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext } from '@secureconnect/platform';
import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { Jobs } from '../queue/jobs';
import { AttemptAbortedError } from './attempt-aborted.error';
import { NotThisAttemptsError } from './not-this-attempts.error';
import {
  allEnded,
  brief,
  countsOf,
  deadLetters,
  type Instance,
  lab,
  note,
  once,
  put,
  ready,
  scarce,
  startInstance,
  takeConnections,
} from './worker-lab.contract';

describe('the worker of two instances', () => {
  let postgres: PostgresServer;
  let one: Instance;
  let two: Instance;

  beforeAll(async () => {
    postgres = await startPostgres();
    [one, two] = await Promise.all([startInstance('one', postgres.url), startInstance('two', postgres.url)]);
    await Promise.all([one, two].map(ready));
  });
  beforeEach(() => lab.reset());
  afterEach(async () => {
    await allEnded(postgres);
    await postgres.sql('TRUNCATE chat.dead_jobs');
  });
  afterAll(async () => {
    await Promise.all([one.app.close(), two.app.close()]);
    await postgres.close();
  });

  const texts = (count: number): string[] => Array.from({ length: count }, (_, number) => `${number}`);
  const ran = (): string[] => lab.runs.map(({ text }) => text);

  it('runs each job once, on whichever has a place', async () => {
    lab.does = () => sleep(1);
    await put(one, note, texts(300));
    await allEnded(postgres);
    expect(ran().sort()).toEqual(texts(300).sort());
    expect(new Set(lab.runs.map(({ instance }) => instance))).toEqual(new Set(['one', 'two']));
  });

  it('runs no more at once than a queue has places, here and overall', async () => {
    let atOnce = { one: 0, two: 0 } as Record<string, number>;
    const most = { note: 0, scarce: 0 };
    lab.does = async ({ text }, _job, instance) => {
      atOnce[instance] = (atOnce[instance] ?? 0) + 1;
      if (text === 'note') most.note = Math.max(most.note, ...Object.values(atOnce));
      else most.scarce = Math.max(most.scarce, (atOnce['one'] ?? 0) + (atOnce['two'] ?? 0));
      await sleep(5);
      atOnce[instance] = (atOnce[instance] ?? 0) - 1;
    };
    await put(one, note, Array<string>(60).fill('note'));
    await allEnded(postgres);
    atOnce = {};
    await put(one, scarce, Array<string>(30).fill('scarce'));
    await allEnded(postgres);
    expect(most).toEqual({ note: 4, scarce: 3 });
  });

  it('tries again after a pause, with the same key, and buries what never succeeds', async () => {
    lab.does = ({ text }, { attempt }) => {
      if (text === 'never' || attempt < 3) throw new Error(`no, ${attempt}`);
    };
    await put(one, note, ['third', 'never']);
    await allEnded(postgres);
    const attempts = (of: string) => lab.runs.filter(({ text }) => text === of).map(({ attempt }) => attempt);
    expect([attempts('third'), attempts('never')]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(await deadLetters(postgres)).toEqual([
      { name: 'note', reason: 'failed', last_error: 'no, 3', attempt: 3 },
    ]);
    const lines = [...one.lines, ...two.lines].filter((line) => line.includes('dead letter'));
    expect(lines).toEqual([expect.stringContaining('no, 3')]);
  });

  it.each([
    ['nothing', () => Promise.reject(null as unknown as Error), 'null was thrown'],
    ['an error of a megabyte', () => Promise.reject(new Error('x'.repeat(1_000_000))), /^x{1999}…$/],
    ['NUL and half a pair', () => Promise.reject(new Error('a\0b\ud800')), 'a b\ufffd'],
    ['what says no more than its code', () => Promise.reject(Object.assign(new Error(''), { code: 'not_today' })), 'not_today'],
    ['at once', () => { throw new TypeError('at once'); }, 'TypeError: at once'],
    ['what cannot be read', () => Promise.reject(Object.defineProperty({}, 'message', { get: () => { throw new Error(); } })), 'something that cannot be read was thrown'],
  ])('outlives a handler that throws %s', async (_name, does, said) => {
    lab.does = does;
    await put(one, once, ['x']);
    await allEnded(postgres);
    const [letter] = await deadLetters(postgres);
    expect(letter).toMatchObject({ reason: 'failed', last_error: typeof said === 'string' ? said : expect.stringMatching(said) });
  }); // prettier-ignore

  it.each([
    ['text that is no JSON', 'nonsense'],
    ['fields of others', '{"text":"x","more":1}'],
    ['a prototype', '{"text":"x","__proto__":{"isAdmin":true}}'],
    ['no object', '[]'],
    ['a deep abyss', `${'{"text":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('buries a payload that somebody planted: %s', async (_name, payload) => {
    await put(one, note, ['good'], { delayMs: 50 });
    await postgres.sql(
      `INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready)
       VALUES (gen_random_uuid(), 'note', 0, clock_timestamp(), $1, clock_timestamp(), true)`,
      [payload],
    );
    await allEnded(postgres);
    expect(ran()).toEqual(['good']);
    expect(await deadLetters(postgres)).toMatchObject([
      { name: 'note', reason: 'invalid_payload', attempt: 1 },
    ]);
  });

  it('tells a handler that it is late, and tries again', async () => {
    const reasons: unknown[] = [];
    lab.does = async (_payload, { signal, attempt }) => {
      if (attempt > 1) return;
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    };
    one.activity.attempts$.subscribe((report) => reasons.push(report.outcome));
    two.activity.attempts$.subscribe((report) => reasons.push(report.outcome));
    await put(one, brief, ['late']);
    await allEnded(postgres);
    expect(reasons).toEqual(['late', 'done']);
  });

  it('ends a job with what its work changes, or neither', async () => {
    await postgres.sql(
      'CREATE TABLE IF NOT EXISTS chat.effects (job uuid); GRANT ALL ON chat.effects TO PUBLIC',
    );
    const errors: unknown[] = [];
    lab.does = async (_payload, job) => {
      await job.endIn(async (manager) => {
        await manager.query('INSERT INTO effects VALUES ($1)', [job.id]);
        if (job.attempt === 1) throw new Error('undone');
      });
      await job.endIn(async () => undefined).catch((error: unknown) => errors.push(error));
      // What it throws after its end changes nothing.
      throw new Error('too late');
    };
    const [id] = await put(one, note, ['x']);
    await allEnded(postgres);
    expect(await postgres.sql('SELECT job FROM chat.effects')).toEqual([{ job: id }]);
    expect(lab.runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await until('the second end to be refused', () => errors.length === 1);
    expect(errors[0]).toBeInstanceOf(NotThisAttemptsError);
    expect([...one.lines, ...two.lines].join('\n')).toContain('had ended when its handler failed: too late');
    expect((await countsOf(postgres)).dead).toBe(0);
  });

  it('spends no attempt on waiting for a connection to end it in', async () => {
    let begin = (): void => undefined;
    const mayBegin = new Promise<void>((resolve) => (begin = resolve));
    lab.does = async (_payload, job) => {
      await mayBegin;
      await job.endIn(async () => undefined);
    };
    await put(one, note, ['x']);
    await until('it to run', () => lab.runs.length === 1);
    const give = await Promise.all([one, two].map(takeConnections));
    begin();
    await sleep(800); // longer than the pool lets anybody wait
    for (const back of give) await back();
    await allEnded(postgres);
    expect(lab.runs.map(({ attempt }) => attempt)).toEqual([1]);
  });

  it('says at its start that a pool of two has no connection for its beats', async () => {
    const small = await startInstance('small', postgres.url, {}, undefined, { poolSize: 2 });
    await small.app.close();
    expect(small.lines.join('\n')).toContain('DATABASE_POOL_SIZE: 3 or more');
    expect(one.lines.join('\n')).not.toContain('DATABASE_POOL_SIZE');
  });

  it('tells a running job that it is cancelled, wherever it runs', async () => {
    const reasons: unknown[] = [];
    lab.does = (_payload, { signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason as Error);
        }),
      );
    const ids = await put(one, note, texts(6));
    await until('them to run', () => lab.runs.length === 6);
    const told = await Promise.all(ids.map((id) => one.app.get(Jobs).cancel(id)));
    expect(new Set(told)).toEqual(new Set(['cancelling']));
    await allEnded(postgres);
    expect(reasons).toHaveLength(6);
    expect(reasons[0]).toEqual(new AttemptAbortedError('cancelled'));
    expect((await countsOf(postgres)).dead).toBe(0);
  });

  it('keeps the order of a key across attempts, while other keys go on', async () => {
    lab.does = ({ text }, { attempt }) => {
      if (text === 'a0' && attempt < 3) throw new Error('not yet');
    };
    await put(one, note, ['a0', 'a1', 'a2'], { orderKey: 'a' });
    await put(two, note, ['b0', 'b1'], { orderKey: 'b' });
    await allEnded(postgres);
    const of = (key: string) => ran().filter((text) => text.startsWith(key));
    expect(of('a')).toEqual(['a0', 'a0', 'a0', 'a1', 'a2']);
    expect(of('b')).toEqual(['b0', 'b1']);
  });

  it('carries the request a job came from to where it runs', async () => {
    const seen: unknown[] = [];
    lab.does = async () => {
      await sleep(1);
      seen.push(currentContext());
    };
    const context = { requestId: 'request-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    await put(one, note, ['x'], { context });
    await allEnded(postgres);
    expect(seen).toEqual([context]);
  });

  it('shows how far a job is, but does not write each step', async () => {
    let finish = (): void => undefined;
    lab.does = async (_payload, job) => {
      for (let step = 0; step <= 100; step += 1) job.progress({ step });
      await new Promise<void>((resolve) => (finish = resolve));
    };
    await put(one, note, ['x']);
    const shown = () => postgres.sql<{ progress: string }>('SELECT progress FROM chat.jobs');
    await until('the first step', async () => (await shown())[0]?.progress === '{"step":0}');
    await until('the last step', async () => (await shown())[0]?.progress === '{"step":100}');
    finish();
  });
});
