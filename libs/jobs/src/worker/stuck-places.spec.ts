import { type PostgresServer, startPostgres, until } from '@secureconnect/testing';
import { Jobs } from '../queue/jobs';
import { allEnded, brief, type Instance, lab, lone, note, put, ready, startInstance } from './worker-lab.contract'; // prettier-ignore

describe('a handler that does not end when it is told', () => {
  let postgres: PostgresServer;
  let one: Instance;
  let two: Instance;

  beforeAll(async () => {
    postgres = await startPostgres();
    // A slow moment must not make one look dead to the other.
    const start = (name: string) => startInstance(name, postgres.url, { leaseMs: 60_000 });
    [one, two] = await Promise.all([start('one'), start('two')]);
    await Promise.all([one, two].map(ready));
  });
  beforeEach(() => lab.reset());
  afterAll(async () => {
    await Promise.all([one.app.close(), two.app.close()]);
    await postgres.close();
  });

  const ran = (): string[] => lab.runs.map(({ text }) => text);

  it('is counted as failed, and its place as stuck until it does', async () => {
    const ends: (() => void)[] = [];
    lab.does = ({ text }, { attempt }) =>
      text === 'stubborn' && attempt === 1 ? new Promise((end) => ends.push(end)) : undefined;
    const stuck = () =>
      [one, two].map(({ activity }) => activity.places.find(({ queue }) => queue === 'brief')?.stuck);
    await put(one, brief, ['stubborn']);
    await allEnded(postgres);
    expect(stuck().sort()).toEqual([0, 1]);
    expect(lab.runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    // Whose only place is stuck takes no more; the other one does.
    const [first] = lab.runs;
    lab.runs = [];
    await put(one, brief, ['a', 'b', 'c']);
    await allEnded(postgres);
    expect(lab.runs.every(({ instance }) => instance !== first?.instance)).toBe(true);
    ends.forEach((end) => end());
    await until('the place to be free', () => stuck().every((count) => count === 0));
    const lines = [...one.lines, ...two.lines].join('\n');
    expect(lines).toContain('All places of "brief" are occupied');
    expect(lines).toContain('A place of "brief" is free again');
  });

  it.each([
    ['of an order key', note, { orderKey: 'a' }],
    ['of a queue with an overall limit', lone, {}],
  ])('and is %s has nothing run beside it', async (_name, queue, more) => {
    const ends: (() => void)[] = [];
    lab.does = ({ text }) => (text === 'stubborn' ? new Promise((end) => ends.push(end)) : undefined);
    const [id] = await put(one, queue, ['stubborn'], more);
    await put(one, queue, ['next'], more);
    await until('it to run', () => lab.runs.length === 1);
    await one.app.get(Jobs).cancel(id as string);
    const stuck = () =>
      [one, two].flatMap(({ activity }) => activity.places.filter((each) => each.stuck > 0));
    await until('its place to be stuck', () => stuck().length === 1);
    await put(one, brief, ['another queue goes on']);
    await until('that', () => lab.runs.length === 2);
    expect(ran()).toEqual(['stubborn', 'another queue goes on']);
    ends.forEach((end) => end());
    await allEnded(postgres);
    expect(ran()).toEqual(['stubborn', 'another queue goes on', 'next']);
    expect(stuck()).toEqual([]);
  });
});
