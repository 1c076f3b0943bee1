import { Client } from 'pg';
import { QueryFailedError } from 'typeorm';
import { ClaimStarts, head } from './claim-starts';
import { JobClaims } from './job-claims';
import { JobDatabase, type Statement } from './job-database';
import { newJob, type TableInstance, TableScene } from './table-scene.contract';

const [slow, quick] = [50, 1];
const tenth = { priority: 0, seq: 10 };
const eleventh = { priority: 0, seq: 11 };

describe('claims begin to look', () => {
  let now = 0;
  let starts: ClaimStarts;
  beforeEach(() => {
    now = 0;
    starts = new ClaimStarts(() => now);
  });

  it('at the head as long as that is quick', () => {
    starts.learn('mail', head, quick, tenth);
    expect(starts.of('mail')).toBe(head);
  });

  it('where they last found something once that is slow, and at the head again a second later', () => {
    starts.learn('mail', head, slow, tenth);
    expect(starts.of('mail')).toMatchObject(tenth);
    expect(starts.of('push')).toBe(head);
    starts.learn('mail', starts.of('mail'), slow, eleventh);
    now = 999;
    expect(starts.of('mail')).toMatchObject(eleventh);
    now = 1_000;
    expect(starts.of('mail')).toBe(head);
  });

  it('at the head again when nothing is found elsewhere', () => {
    starts.learn('mail', head, slow, tenth);
    starts.learn('mail', starts.of('mail'), quick, undefined);
    expect(starts.of('mail')).toBe(head);
  });
});

describe('a claim that does not begin at the head', () => {
  let scene: TableScene;
  let here: TableInstance;

  beforeAll(async () => {
    scene = await TableScene.start();
    here = await scene.instance();
  });
  beforeEach(() => scene.empty());
  afterAll(() => scene.close());

  const claimsFrom = async (index: number, database: JobDatabase = here.database): Promise<JobClaims> => {
    const rows = await scene.rows<{ priority: number; seq: number }>(
      'SELECT priority, seq::float8 AS seq FROM chat.jobs ORDER BY priority, seq',
    );
    const starts = new ClaimStarts();
    starts.learn('mail', head, slow, rows[index]);
    return new JobClaims(database, starts);
  };

  it('takes what comes after it in their order, and what is before it where that is not enough', async () => {
    const jobs = Array.from({ length: 6 }, (_, at) => newJob('mail', { priority: at < 3 ? -1 : 1 }));
    await here.table.insert(jobs);
    const claims = await claimsFrom(4);
    const claim = async (limit: number) =>
      (await claims.claim('mail', limit, here.worker)).map(({ id }) => id);
    const ids = jobs.map(({ id }) => id);
    expect(await claim(1)).toEqual([ids[4]]);
    expect(await claim(3)).toEqual([ids[5], ids[0], ids[1]]);
    expect(await claim(9)).toEqual([ids[2], ids[3]]);
  });

  it('fails as a whole where one of its statements is not answered, so that it is looked for what that took', async () => {
    let said = 0;
    class Deaf extends JobDatabase {
      override async rows<Row>(statement: Statement): Promise<Row[]> {
        const rows = await super.rows<Row>(statement);
        said += 1;
        if (said === 2) throw new QueryFailedError('', [], new Error('Connection terminated unexpectedly'));
        return rows;
      }
    }
    await here.table.insert(Array.from({ length: 2 }, () => newJob('mail')));
    const claims = await claimsFrom(1, new Deaf(here.source));
    await expect(claims.claim('mail', 2, here.worker)).rejects.toThrow('Connection terminated');
    expect(await scene.rows('SELECT FROM chat.jobs WHERE worker IS NOT NULL')).toHaveLength(2);
  });

  it('does not step over all that has ended while somebody still looks at it', async () => {
    const looker = new Client({ connectionString: scene.postgres.url });
    await looker.connect();
    await looker.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await looker.query('SELECT count(*) FROM chat.jobs');
    await here.table.insert(Array.from({ length: 4_000 }, () => newJob('mail')));
    await here.table.end(await here.claim('mail', 3_900));
    const [first] = await scene.rows<{ priority: number; seq: string }>(
      'SELECT priority, seq FROM chat.jobs ORDER BY seq LIMIT 1',
    );
    const pages = async (from: string): Promise<number> => {
      const claim = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT FROM chat.claim_jobs('mail', 10, '${here.worker}', NULL${from})`;
      const plan = await here.database.rows<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>({
        text: claim,
      });
      return plan[0]?.['QUERY PLAN'][0].Plan['Shared Hit Blocks'] ?? 0;
    };
    const fromThere = await pages(`, ${first?.priority}::smallint, ${first?.seq}`);
    const fromHead = await pages('');
    await looker.query('ROLLBACK');
    await looker.end();
    expect(fromThere * 2).toBeLessThan(fromHead);
  });
});
