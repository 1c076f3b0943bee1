import { until } from '@secureconnect/testing';
import { type EdgeCache } from './edge-cache.port';
import { EdgePurges } from './edge-purges';

/** Remembers what it was told, and may be away. */
class ToldEdge implements EdgeCache {
  readonly told: string[] = [];
  isAway = false;

  async purge(keys: readonly string[]): Promise<void> {
    this.tell(...keys);
  }

  async purgeAll(): Promise<void> {
    this.tell('everything');
  }

  private tell(...keys: string[]): void {
    if (this.isAway) throw new Error('no answer');
    this.told.push(...keys);
  }
}

describe('what an HTTP cache is to forget', () => {
  let edge: ToldEdge;
  let purges: EdgePurges;
  let isSure: boolean;
  const make = (of: EdgeCache | undefined, settleMs: number[] = []) =>
    (purges = new EdgePurges(of, { settleMs, isSure: () => isSure }));

  beforeEach(() => {
    [edge, isSure] = [new ToldEdge(), true];
    make(edge);
  });
  afterEach(() => purges.stop());

  it('is told to it, several at once', async () => {
    purges.add(['a', 'b']);
    purges.add(['c']);
    await until('all of it', () => edge.told.length === 3);
    expect(purges.stats).toEqual({ purges: 2, failures: 0, waiting: 0 });
  });

  it('is told to it again until it has heard', async () => {
    edge.isAway = true;
    purges.add(['a', 'b']);
    await until('a failure', () => purges.stats.failures > 0);
    expect(purges.stats.waiting).toBe(2);
    edge.isAway = false;
    purges.add(['c']);
    await until('all of it', () => edge.told.length === 3);
  });

  it('is everything where there is too much to name', async () => {
    edge.isAway = true;
    purges.add(Array.from({ length: 10_001 }, (_, index) => `tag:${index}`));
    await until('a failure', () => purges.stats.failures > 0);
    expect(purges.stats.waiting).toBe(1);
    edge.isAway = false;
    await until('everything', () => edge.told.includes('everything'));
  });

  it('is told to those that answer, whoever else does not, and to nobody twice for it', async () => {
    const other = new ToldEdge();
    other.isAway = true;
    make({ each: [edge, other], purge: () => Promise.reject(), purgeAll: () => Promise.reject() });
    purges.add(['a']);
    purges.addEverything();
    await until('two failures', () => purges.stats.failures >= 2);
    expect(edge.told).toEqual(['a', 'everything']);
    other.isAway = false;
    await until('the other', () => other.told.includes('everything'));
    expect(edge.told).toEqual(['a', 'everything']);
  });

  it('is told once more when answers from before it have come in', async () => {
    make(edge, [50, 200]);
    purges.add(['a']);
    await until('three times', () => edge.told.length === 3);
    expect(edge.told).toEqual(['a', 'a', 'a']);
  });

  it('is told once more when others have heard of it, and what was answered unsure goes with it', async () => {
    make(edge, [50, 200]);
    isSure = false;
    purges.add(['a']);
    await until('twice', () => edge.told.length === 2);
    purges.answeredUnsure();
    isSure = true;
    await until('all of it, and settled', () => edge.told.length === 8);
    expect(edge.told.slice(2)).toEqual(['a', '%unsure', 'a', '%unsure', 'a', '%unsure']);
  });

  it('is nothing where there is no such cache', () => {
    const without = make(undefined, [50]);
    without.start();
    without.add(['a']);
    without.addEverything();
    expect([without.isThere, without.stats]).toEqual([false, { purges: 0, failures: 0, waiting: 0 }]);
  });
});
