import { type StormSystem } from '../../system/storm-system';
import { type Crew } from '../cast/crew';
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

async function heardOf(normal: () => Promise<void>): Promise<readonly string[]> {
  const heard: string[] = [];
  const maker = { on: '2026-11-22', command: 'npm run chaos -- operations', machine: 'one' };
  const crew = {} as Crew;
  const scope = { system: systemOf(normal), crew, declared: [], maker, say: () => undefined };
  const all = runTrials(scope, [impossible, made], {
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
});
