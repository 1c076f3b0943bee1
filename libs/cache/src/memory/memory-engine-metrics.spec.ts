import { StepClock } from './differential/step-clock.contract';
import { MemoryEngine } from './memory-engine';

describe('the metrics', () => {
  it('count what was found, missed, written and deleted, and add them up', () => {
    const engine = new MemoryEngine();
    engine.set('a', '1');
    engine.mset([
      ['b', '2'],
      ['c', '3'],
    ]);
    engine.get('a');
    engine.mget('b', 'missing');
    engine.hget('also missing', 'f');
    engine.del('a', 'missing');
    expect(engine.metrics).toMatchObject({
      ...{ hits: 2, misses: 2, sets: 3, deletes: 1, evictions: 0, totalOperations: 8, itemCount: 2 },
    });
    engine.close();
  });

  it('tell how long an access takes, from some of them, unless nobody wants to know', () => {
    const averages = [true, false].map((enableMetrics) => {
      const engine = new MemoryEngine({ enableMetrics });
      engine.set('a', '1');
      for (let index = 0; index < 5_000; index++) engine.get('a');
      engine.close();
      return engine.metrics.averageAccessTime;
    });
    expect(averages).toEqual([expect.any(Number), 0]);
    expect(averages[0]).toBeGreaterThan(0);
  });

  it('tell when all expired entries were last removed', () => {
    const clock = new StepClock(1_000);
    const engine = new MemoryEngine({ clock, cleanupInterval: 500 });
    expect(engine.metrics.lastCleanupTime).toBe(0);
    clock.jump(500);
    clock.runDue();
    expect(engine.metrics.lastCleanupTime).toBe(1_500);
    engine.close();
  });

  it('return to nothing when everything is deleted, byte for byte', () => {
    const engine = new MemoryEngine();
    for (let index = 0; index < 500; index++) {
      engine.set(`text:${index}`, 'ü€😀'.repeat(index));
      for (let field = 0; field < 30; field++) engine.hset(`hash:${index % 20}`, `f${field}`, `${index}`);
    }
    expect(engine.metrics.memoryUsage).toBeGreaterThan(500_000);
    for (const key of engine.keys('text:*')) engine.del(key);
    for (const key of engine.keys('hash:*')) engine.hdel(key, ...Object.keys(engine.hgetall(key)));
    expect(engine.metrics).toMatchObject({ memoryUsage: 0, itemCount: 0 });
    engine.close();
  });
});
