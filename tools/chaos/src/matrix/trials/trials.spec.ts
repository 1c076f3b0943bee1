import { stormFaults } from '../../faults/storm-faults';
import { trials } from './trials';

/** It takes Sentinels to fail over, and the table has one Redis. */
const ofSentinels = ['redis-handed-over', 'redis-failed-over', 'redis-failed-over-lagging'];
const names = trials.map(({ name }) => name);

describe('the columns of the table', () => {
  const struck = stormFaults.filter(({ name }) => !ofSentinels.includes(name));
  const [ofWays, ofParts] = [true, false].map((isWay) =>
    struck.filter(({ takes }) => (takes === 'way') === isWay).map(({ name }) => name),
  ) as [string[], string[]];

  it.each(ofParts)('have one for %s', (fault) => {
    expect(names).toContain(fault);
  });

  it.each(ofWays)(
    'have one for %s on the way to Redis, and on that to PostgreSQL unless it is only slow',
    (fault) => {
      expect(names).toContain(`${fault}-to-redis`);
      expect(names.includes(`${fault}-to-postgres`)).toBe(fault !== 'way-slow');
    },
  );

  it('have one without any fault, and none twice', () => {
    expect(names).toContain('none');
    expect(new Set(names).size).toBe(names.length);
  });
});
