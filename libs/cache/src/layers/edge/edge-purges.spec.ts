import { until } from '@secureconnect/testing';
import { type EdgeCache } from './edge-cache.port';
import { EdgePurges } from './edge-purges';

describe('what an HTTP cache is to forget', () => {
  let purged: string[];
  let isAway: boolean;
  let purges: EdgePurges;
  const edge: EdgeCache = {
    purge: async (keys) => tell(...keys),
    purgeAll: async () => tell('everything'),
  };
  function tell(...keys: string[]): void {
    if (isAway) throw new Error('no answer');
    purged.push(...keys);
  }

  beforeEach(() => {
    [purged, isAway] = [[], false];
    purges = new EdgePurges(edge);
  });
  afterEach(() => purges.stop());

  it('is told to it, several at once', async () => {
    purges.add(['a', 'b']);
    purges.add(['c']);
    await until('all of it', () => purged.length === 3);
    expect(purges.stats).toEqual({ purges: 2, failures: 0, waiting: 0 });
  });

  it('is told to it again until it has heard', async () => {
    isAway = true;
    purges.add(['a', 'b']);
    await until('a failure', () => purges.stats.failures > 0);
    expect(purges.stats.waiting).toBe(2);
    isAway = false;
    purges.add(['c']);
    await until('all of it', () => purged.length === 3);
  });

  it('is everything where there is too much to name', async () => {
    isAway = true;
    purges.add(Array.from({ length: 10_001 }, (_, index) => `tag:${index}`));
    await until('a failure', () => purges.stats.failures > 0);
    expect(purges.stats.waiting).toBe(1);
    isAway = false;
    await until('everything', () => purged.includes('everything'));
  });

  it('is nothing where there is no such cache', () => {
    const without = new EdgePurges(undefined);
    without.add(['a']);
    without.addEverything();
    expect(without.stats).toEqual({ purges: 0, failures: 0, waiting: 0 });
  });
});
