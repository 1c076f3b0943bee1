import { type StormSystem } from '../../system/storm-system';
import { type Crew } from '../cast/crew';
import { TrialRun } from './run-trial';
import { runTrials } from './run-trials';
import { type Trial } from './trial';

const trialOf = (name: string, begin: Trial['begin']): Trial => ({
  ...{ name, does: 'something', lacks: 'postgres', recordIsAway: true },
  ...{ degrades: () => false, isAsked: () => true, begin },
});
const made = trialOf('made', () => Promise.resolve(() => Promise.resolve()));
const impossible = trialOf('impossible', () => Promise.reject(new Error('nobody is there')));

/** A system of nobody, of which only matters whether it is well. */
const systemOf = (normal: () => Promise<void>): StormSystem =>
  ({ instances: [], modes: () => Promise.resolve([]), normal }) as unknown as StormSystem;

const scopeOf = (system: StormSystem) => ({
  ...{ system, crew: {} as Crew, declared: [], say: () => undefined },
  maker: { on: '2026-11-22', command: 'npm run chaos -- operations', machine: 'one' },
});

async function heardOf(normal: () => Promise<void>): Promise<readonly string[]> {
  const heard: string[] = [];
  const all = runTrials(scopeOf(systemOf(normal)), [impossible, made], {
    begins: () => undefined,
    made: ({ trial }) => Promise.resolve(void heard.push(trial)),
    failed: ({ name }, { message }) => void heard.push(`${name}: ${message}`),
  });
  await all.catch((error: Error) => heard.push(error.message));
  return heard;
}

describe('one fault after the other', () => {
  it('is made though one before could not be', async () => {
    expect(await heardOf(() => Promise.resolve())).toEqual(['impossible: nobody is there', 'made']);
  }, 20_000);

  it('ends where the system is not well after one that could not be made: nothing would be judged rightly', async () => {
    const heard = await heardOf(() => Promise.reject(new Error('auth-0 is away')));
    expect(heard).toEqual(['impossible: nobody is there', 'auth-0 is away']);
  });

  it('says of one that was over before everything was asked that it was', async () => {
    const said = ['degraded', 'normal'];
    const system = {
      instances: [{ name: 'chat-0', service: 'chat', url: 'http://127.0.0.1:9' }],
      modes: () => Promise.resolve([said.shift() ?? 'normal']),
      normal: () => Promise.resolve(),
    } as unknown as StormSystem;
    const { notes } = await new TrialRun(scopeOf(system), { ...made, degrades: () => true }).run(0);
    expect(notes).toEqual(['over before everything was asked: chat-0 normal']);
  }, 20_000);
});
