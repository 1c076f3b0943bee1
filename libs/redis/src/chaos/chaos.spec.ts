import { scenarios } from './catalogue.contract';

/** `npm run chaos -- redis` is the long form. */
const extent = { operations: 500, progress: () => undefined };

const short = scenarios.filter(({ shortForm }) => shortForm === undefined);

describe('the gate, while Redis fails', () => {
  it.each(short.map((scenario) => [scenario.name, scenario.must, scenario] as const))(
    '%s: %s',
    async (_name, _must, scenario) => {
      const { broken } = await scenario.run(extent);
      expect(broken).toEqual([]);
    },
    60_000,
  );
});
