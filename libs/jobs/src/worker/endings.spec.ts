import { Logger } from '@nestjs/common';
import { until } from '@secureconnect/testing';
import { newJob, type TableInstance, TableScene } from '../table/table-scene.contract';
import { type AttemptRef } from '../table/job-row';
import { Endings } from './endings';

describe('how jobs end, on its way to PostgreSQL', () => {
  let scene: TableScene;
  let here: TableInstance;
  const quiet = Object.assign(new Logger(), { log: () => undefined, warn: () => undefined });

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  afterAll(() => scene.close());

  it('is written of all the others where PostgreSQL will not take that of one, and of this one too in the end', async () => {
    await scene.rows(`
      CREATE FUNCTION chat.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'not this one'; END $$`);
    await scene.rows(`
      CREATE TRIGGER refused BEFORE DELETE ON chat.jobs FOR EACH ROW
      WHEN (OLD.payload = 'refused') EXECUTE FUNCTION chat.refuse()`);
    await here.table.insert(['refused', 'a', 'b', 'c'].map((payload) => newJob('mail', { payload })));
    const endings = new Endings(here.table, quiet);
    const written: string[] = [];
    for (const { payload, ...ref } of await here.claim('mail')) {
      const onWritten = (): number => written.push(payload);
      endings.add({ ref, queue: 'mail', verdict: { kind: 'end' }, onWritten });
    }
    await until('the others', () => written.length === 3);
    expect(written.sort()).toEqual(['a', 'b', 'c']);
    expect(endings.size).toBe(1);
    await scene.rows('DROP TRIGGER refused ON chat.jobs');
    await endings.settled();
    expect(await scene.rows('SELECT FROM chat.jobs')).toEqual([]);
  }, 30_000);

  it('is tried no more once the worker has left, and what was not written is known', async () => {
    let asked = 0;
    const refused = () => {
      asked += 1;
      return Promise.reject(new Error('Cannot use a pool after calling end on the pool'));
    };
    const table = { end: refused, retry: refused, bury: refused, giveBack: refused };
    const endings = new Endings(table, quiet);
    const bring = (id: string) =>
      endings.add({ ref: { id, attempt: 1 } as AttemptRef, queue: 'mail', verdict: { kind: 'end' }, onWritten: () => undefined }); // prettier-ignore
    bring('a');
    await until('it to be refused', () => asked === 2);
    endings.stop();
    await endings.settled();
    bring('b');
    await endings.settled();
    expect(endings.refs.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(asked).toBe(2);
  });
});
