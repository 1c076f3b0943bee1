import { join } from 'node:path';
import {
  type PostgresServer,
  ServerProcess,
  startPostgres,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { allEnded, deadLetters, type Instance, lab, note, once, put, ready, startInstance } from './worker-lab.contract'; // prettier-ignore
import { workOf } from './written-work.contract';

interface Event {
  readonly what: string;
  readonly instance: string;
  readonly job: string;
  readonly attempt: number;
}

describe('workers that are processes of their own', () => {
  let postgres: PostgresServer;
  /** Only puts jobs in. */
  let producer: Instance;
  const running: ServerProcess[] = [];
  const heirs: Instance[] = [];

  function start(name: string, env: NodeJS.ProcessEnv = {}): ServerProcess {
    const program = join(__dirname, 'worker-program.contract.ts');
    const worker = new ServerProcess({
      command: process.execPath,
      args: ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source', program],
      cwd: join(__dirname, '../..'),
      env: { ...process.env, NODE_OPTIONS: '', NAME: name, DATABASE_URL: postgres.url, ...env },
      logFile: join(temporaryFolder('worker'), 'worker.log'),
    });
    running.push(worker);
    return worker;
  }
  /** Whoever comes after a process may be one of this process, which is up much sooner. */
  async function inherit(name: string): Promise<void> {
    lab.does = workOf(producer.app.get(DataSource), name);
    heirs.push(await startInstance(name, postgres.url));
  }
  const events = (): Promise<Event[]> =>
    postgres.sql<Event & Record<string, unknown>>('SELECT what, instance, job, attempt FROM chat.events ORDER BY at'); // prettier-ignore
  const begun = (instance: string, count = 1) =>
    until(`${instance} to begin`, async () => {
      const all = await events();
      return all.filter((event) => event.what === 'begun' && event.instance === instance).length >= count;
    }, { timeout: 20_000 }); // prettier-ignore

  const workers = async (): Promise<number> => (await postgres.sql('SELECT id FROM chat.job_workers')).length;

  beforeAll(async () => {
    postgres = await startPostgres();
    producer = await startInstance('producer', postgres.url, { isWorking: false });
    await ready(producer);
    await postgres.sql(`
      CREATE TABLE chat.events (what text, instance text, job uuid, attempt int, at timestamptz DEFAULT clock_timestamp());
      GRANT ALL ON chat.events TO PUBLIC`);
  });
  beforeEach(() => lab.reset());
  afterEach(async () => {
    await Promise.all(running.splice(0).map((worker) => worker.kill()));
    await Promise.all(heirs.splice(0).map(({ app }) => app.close()));
    await postgres.sql('TRUNCATE chat.events, chat.jobs, chat.dead_jobs, chat.job_workers');
  });
  afterAll(async () => {
    await producer.app.close();
    await postgres.close();
  });

  it('when one is killed at work, another runs its jobs, but not what runs at most once', async () => {
    const killed = start('killed');
    const repeatable = await put(producer, note, Array<string>(4).fill('slow 1000'));
    const unrepeatable = await put(producer, once, ['slow 1000']);
    await begun('killed', 5);
    await killed.kill();
    await inherit('heir');
    await allEnded(postgres);
    const all = await events();
    const done = all.filter(({ what }) => what === 'done');
    expect(done.map(({ job }) => job).sort()).toEqual([...repeatable].sort());
    expect(new Set(done.map(({ instance, attempt }) => `${instance} ${attempt}`))).toEqual(
      new Set(['heir 2']),
    );
    expect(all.filter(({ job }) => job === unrepeatable[0]).map(({ what }) => what)).toEqual(['begun']);
    expect(await deadLetters(postgres)).toMatchObject([{ name: 'once', reason: 'fate_unknown' }]);
  }, 60_000);

  it('a job that takes every worker with it is a dead letter in the end', async () => {
    const victims = new Map([1, 2, 3].map((each) => [`victim ${each}`, start(`victim ${each}`)]));
    const [id] = await put(producer, note, ['slow 60000']);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const victim = await until('one to begin', async () => (await events())[attempt - 1], {
        timeout: 40_000,
      });
      await victims.get(victim.instance)?.kill();
    }
    await inherit('last');
    await allEnded(postgres);
    expect((await events()).map(({ job, attempt }) => [job, attempt])).toEqual(
      [1, 2, 3].map((each) => [id, each]),
    );
    const [letter] = await deadLetters(postgres);
    expect(letter?.last_error).toContain('Each of its attempts');
  }, 90_000);

  it('what was frozen and given up for dead changes nothing when it wakes', async () => {
    const frozen = start('frozen');
    const [id] = await put(producer, note, ['slow 1500']);
    await begun('frozen');
    frozen.freeze();
    await inherit('heir');
    await begun('heir');
    frozen.thaw();
    await until('the frozen one to end its work', async () =>
      (await events()).some(({ what, instance }) => what === 'done' && instance === 'frozen'));
    await allEnded(postgres);
    const done = (await events()).filter(({ what }) => what === 'done');
    expect(done.map(({ instance, attempt, job }) => [instance, attempt, job])).toEqual([
      ['frozen', 1, id],
      ['heir', 2, id],
    ]);
    // It is of use again.
    await put(producer, note, Array<string>(40).fill('slow 20'));
    await begun('frozen', 2);
    expect(await deadLetters(postgres)).toEqual([]);
  }, 60_000); // prettier-ignore

  it('drains: what ends in time ends, the rest is given back without counting, and others run it at once', async () => {
    const leaving = start('leaving', { OPTIONS: JSON.stringify({ drainMs: 700, leaseMs: 60_000 }) });
    const [short] = await put(producer, note, ['slow 300']);
    const [long] = await put(producer, note, ['slow 3000']);
    await begun('leaving', 2);
    leaving.signal('SIGTERM');
    await until('its end', () => leaving.exit);
    expect(leaving.exit).toEqual({ code: 0, signal: null });
    expect(await postgres.sql('SELECT id, attempt, worker FROM chat.jobs')).toEqual([{ id: long, attempt: 0, worker: null }]);
    expect(await postgres.sql('SELECT id FROM chat.job_workers')).toEqual([]);
    await inherit('staying');
    await allEnded(postgres);
    const done = (await events()).filter(({ what }) => what === 'done');
    expect(done.map(({ instance, attempt, job }) => [instance, attempt, job])).toEqual([
      ['leaving', 1, short],
      ['staying', 1, long],
    ]);
  }, 60_000); // prettier-ignore

  it('does not care what the clocks of the processes show', async () => {
    const clocks = { ahead: 3_600_000, behind: -3_600_000 };
    for (const [name, ms] of Object.entries(clocks)) start(name, { SKEW_MS: String(ms) });
    await until('both to live', async () => (await workers()) === 2, { timeout: 20_000 });
    await put(producer, note, Array<string>(60).fill('slow 30'));
    await Promise.all(Object.keys(clocks).map((name) => begun(name)));
    await allEnded(postgres);
    // Neither takes the other for dead, and what is due later is due by PostgreSQL's clock.
    const [later] = await put(producer, note, ['later'], { delayMs: 60_000 });
    await put(producer, note, ['soon'], { delayMs: 200 });
    await until('the other one to end', async () => (await postgres.sql('SELECT id FROM chat.jobs')).length === 1);
    expect(await postgres.sql('SELECT id, attempt FROM chat.jobs')).toEqual([{ id: later, attempt: 0 }]);
    const twice = (await events()).filter(({ attempt }) => attempt > 1);
    expect(twice).toEqual([]);
    expect(await workers()).toBe(2);
  }, 60_000); // prettier-ignore
});
