import { setTimeout as rest } from 'node:timers/promises';
import { until } from '@secureconnect/testing';
import { IsOptional, IsString } from 'class-validator';
import { defineJob } from '../definition/define-job';
import { type TableInstance, TableScene } from '../table/table-scene.contract';
import { type EnqueueOptions } from './enqueue.options';

class Mail {
  @IsString() to: string;
  @IsOptional() @IsString() text?: string;
}
const mail = defineJob({ name: 'mail', payload: Mail });
const push = defineJob({ name: 'push', payload: Mail });
const to = (name: string): Mail => ({ to: name });

describe('when jobs are enqueued', () => {
  let scene: TableScene;
  let here: TableInstance;
  let there: TableInstance;
  const payloads = async (): Promise<string[]> => {
    const rows = await scene.rows<{ payload: string }>('SELECT payload FROM chat.jobs ORDER BY seq');
    return rows.map(({ payload }) => (JSON.parse(payload) as Mail).to);
  };

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
    there = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  it('those of one moment are all in when they say so, in the order of the calls', async () => {
    const names = Array.from({ length: 1_200 }, (_, at) => `${at}`);
    const jobs = here.jobsWithin(30_000);
    const accepted = await Promise.all(names.map((name) => jobs.enqueue(mail, to(name))));
    expect(await payloads()).toEqual(names);
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(1_200);
    expect(accepted.every(({ isNew }) => isNew)).toBe(true);
  });

  it('those of one moment travel in few statements', async () => {
    const query = jest.spyOn(here.database, 'rows');
    const jobs = here.jobsWithin(30_000);
    await Promise.all(Array.from({ length: 400 }, () => jobs.enqueue(mail, to('x'))));
    expect(query.mock.calls.length).toBeLessThanOrEqual(2);
    query.mockRestore();
  });

  it('each queue is told of once to all who listen, after the commit', async () => {
    const heard = await there.listen();
    await here.source.transaction(async (within) => {
      for (const name of ['a', 'b', 'c']) await here.jobs.enqueue(mail, to(name), { within });
      await here.jobs.enqueue(push, to('d'), { within });
      await rest(100);
      expect(heard).toEqual([]);
    });
    await until('the news', () => heard.length === 2);
    expect([...heard].sort()).toEqual(['mail', 'push']);
    await here.jobs.enqueue(mail, to('later'), { delayMs: 60_000 });
    await until('more news', () => heard.length === 3);
    expect(heard[2]).toBe('!look');
  });

  it('within a transaction that is rolled back none of them is there, and nobody is told', async () => {
    const heard = await there.listen();
    const options: EnqueueOptions[] = [{}, { uniqueKey: 'k' }, { idempotencyKey: 'k' }, { orderKey: 'k' }];
    const rolledBack = here.source.transaction(async (within) => {
      for (const each of options) await here.jobs.enqueue(mail, to('x'), { ...each, within });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await payloads()).toEqual([]);
    expect(await scene.rows('SELECT FROM chat.job_keys')).toEqual([]);
    await here.jobs.enqueue(push, to('y'));
    await until('what comes after', () => heard.length > 0);
    expect(heard).toEqual(['push']);
  });

  it('within a manager of no transaction they are refused, since nothing could take them back', async () => {
    const within = here.source.manager;
    await expect(here.jobs.enqueue(mail, to('x'), { within })).rejects.toMatchObject({
      code: 'validation_failed',
      details: [{ field: 'within' }],
    });
  });

  it('each keeps what it was enqueued with, whatever its text', async () => {
    const odd = { to: 'a\u0000b', text: '\ud800 😀 \u2028 "\\' };
    const { id } = await here.jobs.enqueue(mail, odd, { idempotencyKey: 'ก', priority: -7 });
    const [job] = await there.claim('mail');
    expect(job).toMatchObject({ id, key: 'ก', priority: -7, attempt: 1 });
    expect(JSON.parse(job?.payload ?? '')).toEqual(odd);
  });

  it.each<[string, EnqueueOptions]>([
    ['delayMs', { delayMs: -1 }],
    ['delayMs', { delayMs: 400 * 86_400_000 }],
    ['delayMs', { delayMs: NaN }],
    ['runAt', { runAt: new Date(NaN) }],
    ['runAt', { runAt: new Date(-8.64e15) }],
    ['runAt', { runAt: '2026-01-01' as unknown as Date }],
    ['runAt', { runAt: new Date(), delayMs: 1 }],
    ['priority', { priority: 0.5 }],
    ['priority', { priority: 40_000 }],
    ['uniqueKey', { uniqueKey: '' }],
    ['uniqueKey', { uniqueKey: 'a\u0000' }],
    ['orderKey', { orderKey: '\ud800' }],
    ['idempotencyKey', { idempotencyKey: 'x'.repeat(256) }],
  ])('%s out of bounds is refused: %j', async (field, options) => {
    await expect(here.jobs.enqueue(mail, to('x'), options)).rejects.toMatchObject({
      code: 'validation_failed',
      details: [{ field }],
    });
  });

  it('a payload that is too large, or not one of the queue, is refused', async () => {
    const large = { to: 'x'.repeat(300_000) };
    await expect(here.jobs.enqueue(mail, large)).rejects.toMatchObject({ code: 'job_payload_too_large' });
    const wrong = { to: 7 } as unknown as Mail;
    await expect(here.jobs.enqueue(mail, wrong)).rejects.toMatchObject({ code: 'job_payload_invalid' });
    const prototype = JSON.parse('{"to":"x","__proto__":{"a":1}}') as Mail;
    await expect(here.jobs.enqueue(mail, prototype)).rejects.toMatchObject({ code: 'job_payload_invalid' });
    expect(await payloads()).toEqual([]);
  });

  it('what is due at once wakes this process, and what is due later says when', async () => {
    const told: unknown[] = [];
    const listener = {
      ready: (names: readonly string[]) => told.push(names),
      dueIn: (ms: number) => told.push(ms),
    };
    const leave = here.wakeUps.subscribe(listener);
    await here.jobs.enqueue(mail, to('x'), { uniqueKey: 'k' });
    await here.jobs.enqueue(mail, to('x'), { uniqueKey: 'k' });
    await here.jobs.enqueue(mail, to('x'), { delayMs: 500 });
    await here.jobs.enqueue(mail, to('x'), { runAt: new Date(Date.now() + 60_000) });
    leave();
    expect(told).toEqual([['mail'], 500, 0]);
  });
});
