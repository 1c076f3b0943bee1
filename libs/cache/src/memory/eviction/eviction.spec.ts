import { CacheFullError } from '../errors/cache-full.error';
import { MemoryEngine } from '../memory-engine';
import { type MemoryEngineOptions } from '../memory-engine.options';

const fill = (engine: MemoryEngine, count: number, prefix = 'key') => {
  for (let index = 0; index < count; index++) engine.set(`${prefix}:${index}`, 'v');
};
const present = (engine: MemoryEngine) => engine.keys('*').sort();

function makeEngine(options: MemoryEngineOptions) {
  const engine = new MemoryEngine(options);
  engine.close(); // No clean-up is wanted here, nor a timer.
  return engine;
}

describe('with no room left', () => {
  it('LRU gives up what was used least recently', () => {
    const engine = makeEngine({ maxSize: 3, evictionPolicy: 'lru' });
    fill(engine, 3);
    engine.get('key:0');
    engine.set('key:1', 'again');
    engine.set('new', 'v');
    expect(present(engine)).toEqual(['key:0', 'key:1', 'new']);
    expect(engine.metrics.evictions).toBe(1);
  });

  it('FIFO gives up the oldest, however much it is used', () => {
    const engine = makeEngine({ maxSize: 3, evictionPolicy: 'fifo' });
    fill(engine, 3);
    engine.get('key:0');
    engine.set('key:0', 'again');
    engine.set('new', 'v');
    expect(present(engine)).toEqual(['key:1', 'key:2', 'new']);
  });

  it('LFU gives up what is used least often', () => {
    const engine = makeEngine({ maxSize: 100, evictionPolicy: 'lfu' });
    fill(engine, 100);
    for (let round = 0; round < 3; round++)
      for (let index = 0; index < 50; index++) engine.get(`key:${index}`);
    fill(engine, 50, 'new');
    const kept = engine.mget(...Array.from({ length: 50 }, (_, index) => `key:${index}`));
    expect(kept.filter((value) => value !== null)).toHaveLength(50);
  });

  it('NONE refuses, and changes nothing', () => {
    const engine = makeEngine({ maxSize: 3, evictionPolicy: 'none' });
    fill(engine, 3);
    expect(() => engine.set('new', 'v')).toThrow(CacheFullError);
    expect(() => engine.set('new', 'v')).toThrow("OOM command not allowed when used memory > 'maxmemory'.");
    engine.set('key:1', 'another');
    expect(present(engine)).toEqual(['key:0', 'key:1', 'key:2']);
  });
});

describe('a scan through many keys that are read once', () => {
  const hot = Array.from({ length: 50 }, (_, index) => `hot:${index}`);
  const readOrLoad = (engine: MemoryEngine, key: string) => {
    if (engine.get(key) !== null) return true;
    engine.set(key, 'v');
    return false;
  };
  // In the scan's course each hot key is read once in a thousand reads, ten times what the cache holds.
  const hotFoundDuringScan = (evictionPolicy: 'lru' | 'lfu') => {
    const engine = makeEngine({ maxSize: 100, evictionPolicy });
    for (let round = 0; round < 5; round++) for (const key of hot) readOrLoad(engine, key);
    let found = 0;
    for (let index = 0; index < 10_000; index++) {
      readOrLoad(engine, `scan:${index}`);
      if (index % 20 === 0 && readOrLoad(engine, hot[(index / 20) % hot.length] as string)) found++;
    }
    return found;
  };

  it('pushes out of LFU next to nothing that is in use, and everything out of LRU', () => {
    expect(hotFoundDuringScan('lfu')).toBeGreaterThan(400); // of 500
    expect(hotFoundDuringScan('lru')).toBeLessThan(10);
  });

  it('finds in LFU what it has just written', () => {
    const engine = makeEngine({ maxSize: 100, evictionPolicy: 'lfu' });
    for (let round = 0; round < 9; round++) fill(engine, 100);
    for (let index = 0; index < 1_000; index++) {
      engine.set(`scan:${index}`, 'v');
      expect(engine.get(`scan:${index}`)).toBe('v');
    }
  });

  it('does not make LFU forget what was used often and is gone: it stays when it comes again', () => {
    const engine = makeEngine({ maxSize: 100, evictionPolicy: 'lfu' });
    fill(engine, 100);
    for (let round = 0; round < 4; round++) fill(engine, 100);
    engine.del('key:0', 'key:1');
    fill(engine, 200, 'scan');
    engine.set('key:0', 'v');
    fill(engine, 200, 'other scan');
    expect([engine.exists('key:0'), engine.exists('key:1')]).toEqual([1, 0]);
  });

  it('is forgotten in LFU: what was used often once makes way for what is used now', () => {
    const engine = makeEngine({ maxSize: 100, evictionPolicy: 'lfu' });
    for (let round = 0; round < 20; round++) fill(engine, 100, 'once');
    for (let round = 0; round < 60; round++) fill(engine, 80, 'now');
    const now = Array.from({ length: 80 }, (_, index) => engine.get(`now:${index}`));
    expect(now.filter((value) => value !== null).length).toBeGreaterThanOrEqual(75);
  });
});

describe('a limit in bytes', () => {
  it('counts keys and values, and evicts as many small entries as a large one needs', () => {
    const engine = makeEngine({ maxSize: Infinity, maxBytes: 100_000 });
    fill(engine, 2_000);
    const before = engine.metrics.itemCount;
    engine.set('large', 'x'.repeat(50_000));
    expect(before).toBeGreaterThan(500);
    expect(engine.metrics.itemCount).toBeLessThan(before * 0.6);
    expect(engine.metrics.memoryUsage).toBeLessThanOrEqual(100_000);
    expect(engine.get('large')).toHaveLength(50_000);
  });

  it('counts two bytes for a character that needs them', () => {
    const engine = makeEngine({ maxBytes: 1_000_000 });
    const cost = (value: string) => {
      engine.flushall();
      engine.set('key', value);
      return engine.metrics.memoryUsage;
    };
    expect(cost('€'.repeat(1_000)) - cost('e'.repeat(1_000))).toBe(1_000);
  });

  it('refuses what is larger than all there is, and evicts nothing for it', () => {
    const engine = makeEngine({ maxBytes: 10_000 });
    fill(engine, 20);
    expect(() => engine.set('large', 'x'.repeat(10_000))).toThrow(CacheFullError);
    expect(() => engine.set('key:3', 'x'.repeat(10_000))).toThrow(CacheFullError);
    expect(() => engine.hset('hash', 'f', 'x'.repeat(10_000))).toThrow(CacheFullError);
    expect(engine.metrics.itemCount).toBe(20);
    expect(engine.get('key:3')).toBe('v');
  });

  it('never makes an entry that grows push itself out', () => {
    for (const evictionPolicy of ['lru', 'lfu', 'fifo'] as const) {
      const engine = makeEngine({ maxBytes: 10_000, evictionPolicy });
      fill(engine, 40);
      engine.set('key:0', 'x'.repeat(9_000));
      expect(engine.get('key:0')).toHaveLength(9_000);
      for (let index = 0; index < 60; index++) engine.hset('hash', `f${index}`, 'v');
      expect(Object.keys(engine.hgetall('hash'))).toHaveLength(60);
    }
  });
});

describe('entries that may not be evicted', () => {
  const isPinned = (key: string) => key.startsWith('revoked:');

  it('outlive any flood of others, under every policy', () => {
    for (const evictionPolicy of ['lru', 'lfu', 'fifo'] as const) {
      const engine = makeEngine({ maxSize: 50, evictionPolicy, isPinned });
      fill(engine, 10, 'revoked');
      fill(engine, 5_000);
      expect(engine.keys('revoked:*')).toHaveLength(10);
      expect(engine.metrics.itemCount).toBe(50);
    }
  });

  it('are refused in plain words when they fill all there is, and so is everything else', () => {
    const engine = makeEngine({ maxSize: 10, isPinned });
    fill(engine, 5);
    fill(engine, 10, 'revoked');
    expect(() => engine.set('revoked:more', 'v')).toThrow(CacheFullError);
    expect(() => engine.set('other', 'v')).toThrow(CacheFullError);
    engine.del('revoked:3');
    engine.set('revoked:more', 'v');
    expect(engine.keys('revoked:*')).toHaveLength(10);
  });

  it('make room once they have expired, before anything is refused', () => {
    let now = 0;
    const timer = { unref: () => undefined };
    const clock = { now: () => now, setTimeout: () => timer, clearTimeout: () => undefined };
    const engine = makeEngine({ maxSize: 3, isPinned, clock });
    engine.set('revoked:a', 'v', 1_000);
    engine.set('revoked:b', 'v', 9_000);
    engine.set('revoked:c', 'v', 9_000);
    expect(() => engine.set('revoked:d', 'v')).toThrow(CacheFullError);
    now = 1_001;
    engine.set('revoked:d', 'v');
    expect(present(engine)).toEqual(['revoked:b', 'revoked:c', 'revoked:d']);
  });
});

describe('a batch', () => {
  it('that does not fit beside what must stay is refused as a whole', () => {
    const engine = makeEngine({ maxSize: 4, isPinned: (key) => key.startsWith('revoked:') });
    fill(engine, 2, 'revoked');
    fill(engine, 2);
    expect(() => engine.mset(['a', 'b', 'c'].map((key) => [key, 'v']))).toThrow(CacheFullError);
    expect(present(engine)).toEqual(['key:0', 'key:1', 'revoked:0', 'revoked:1']);
  });

  it('that fits is there as a whole, whatever had to go', () => {
    for (const evictionPolicy of ['lru', 'lfu', 'fifo'] as const) {
      const engine = makeEngine({ maxSize: 5, evictionPolicy });
      fill(engine, 5);
      engine.mset(['key:0', 'a', 'b', 'key:1', 'c', 'a'].map((key) => [key, 'new']));
      expect(engine.mget('key:0', 'key:1', 'a', 'b', 'c')).toEqual(Array(5).fill('new'));
    }
  });
});
