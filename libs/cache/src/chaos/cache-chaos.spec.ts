import { cacheScenarios } from './cache-catalogue.contract';

/** `npm run chaos -- cache` is the long form; other specs show what each cache does in each outage. */
const extent = { operations: 200, cutSeconds: 1, progress: () => undefined };
const short = cacheScenarios.filter(({ name }) => /the channel cut|hung/.test(name));

describe('a cache, while what it stands on fails', () => {
  it.each(short.map((scenario) => [scenario.name, scenario.must, scenario] as const))(
    '%s: %s',
    async (_name, _must, scenario) => {
      const { broken } = await scenario.run(extent);
      expect(broken).toEqual([]);
    },
    60_000,
  );
});
