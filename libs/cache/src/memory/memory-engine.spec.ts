import { startRedis, until } from '@secureconnect/testing';
import { StepClock } from './differential/step-clock.contract';
import { CacheCommandError } from './errors/cache-command.error';
import { CacheOptionsError } from './errors/cache-options.error';
import { MemoryEngine } from './memory-engine';
import { type MemoryEngineOptions } from './memory-engine.options';

const hourMs = 3_600_000;

function engineAt(moment = 0, options: MemoryEngineOptions = {}) {
  const clock = new StepClock(moment);
  return { clock, engine: new MemoryEngine({ clock, ...options }) };
}

describe('a key', () => {
  it('lives an hour when nothing else is said, for as long as it is told, or for ever', () => {
    const { engine } = engineAt();
    engine.set('default', 'v');
    engine.set('told', 'v', 1_500);
    engine.set('forever', 'v', Infinity);
    expect(['default', 'told', 'forever', 'missing'].map((key) => engine.ttl(key))).toEqual([
      hourMs,
      1_500,
      -1,
      -2,
    ]);
  });

  it('has the default time too when a counter, a hash or a batch makes it', () => {
    const { engine } = engineAt(0, { defaultTTL: 5_000 });
    engine.incr('counter');
    engine.hset('hash', 'f', 'v');
    engine.mset([['batch', 'v']]);
    expect(['counter', 'hash', 'batch'].map((key) => engine.ttl(key))).toEqual([5_000, 5_000, 5_000]);
  });

  it('is there up to its last millisecond and gone after it', () => {
    const { engine, clock } = engineAt();
    engine.set('key', 'v', 1_000);
    clock.jump(1_000);
    expect([engine.get('key'), engine.ttl('key')]).toEqual(['v', 0]);
    clock.jump(1);
    expect([engine.get('key'), engine.ttl('key'), engine.exists('key')]).toEqual([null, -2, 0]);
  });

  it('keeps its time when counted up, gets fields or keeps it by word, and loses it when set', () => {
    const { engine, clock } = engineAt(0, { defaultTTL: Infinity });
    for (const key of ['counted', 'kept', 'set']) engine.set(key, '1', 1_000);
    engine.hset('hash', 'f', 'v');
    engine.expire('hash', 1_000);
    clock.jump(400);
    engine.incr('counted');
    engine.hset('hash', 'g', 'w');
    engine.set('kept', '2', { keepTtl: true });
    engine.set('set', '2');
    expect(['counted', 'hash', 'kept', 'set'].map((key) => engine.ttl(key))).toEqual([600, 600, 600, -1]);
  });

  it('may bear any name, and so may a field', () => {
    const { engine } = engineAt();
    engine.set('__proto__', 'v');
    engine.hset('hash', '__proto__', 'w');
    expect(engine.get('__proto__')).toBe('v');
    expect(Object.entries(engine.hgetall('hash'))).toEqual([['__proto__', 'w']]);
  });
});

describe('an error', () => {
  it('is typed, has the words of Redis, and changed nothing', () => {
    const { engine } = engineAt();
    engine.hset('hash', 'f', 'v');
    const attempt = () => engine.incr('hash');
    expect(attempt).toThrow(CacheCommandError);
    expect(attempt).toThrow(/^WRONGTYPE Operation against a key holding the wrong kind of value$/);
    expect(engine.hgetall('hash')).toEqual({ f: 'v' });
  });

  it('tells its kind by its first word', () => {
    expect(CacheCommandError.notAnInteger().code).toBe('ERR');
    expect(CacheCommandError.wrongType().code).toBe('WRONGTYPE');
  });

  it('is what an option gets that no engine can work with', () => {
    for (const option of [{ maxSize: 0 }, { maxBytes: NaN }, { defaultTTL: -1 }, { cleanupInterval: 0 }])
      expect(() => new MemoryEngine(option)).toThrow(CacheOptionsError);
  });
});

describe('a counter', () => {
  it('is exact to 64 bits, of which the answer tells the nearest number', () => {
    const { engine } = engineAt();
    engine.set('count', '9007199254740993');
    expect(engine.incrby('count', 2n)).toBe(9007199254740996);
    expect(engine.get('count')).toBe('9007199254740995');
  });
});

describe('a pattern', () => {
  it('made to be slow is not', () => {
    const { engine } = engineAt();
    engine.set('a'.repeat(5_000), 'v');
    // Tried in every way there is, this would outlast the test by ages.
    expect(engine.keys('a*'.repeat(500) + 'b')).toEqual([]);
  });
});

describe('on the clock of the system', () => {
  it('a key expires when it expires in a real Redis', async () => {
    const server = await startRedis();
    const redis = await server.connect();
    const engine = new MemoryEngine();
    try {
      engine.set('key', 'v', 150);
      await redis.command(['SET', 'key', 'v', 'PX', 150]);
      expect([engine.exists('key'), await redis.command(['EXISTS', 'key'])]).toEqual([1, 1]);
      await until('Redis to forget the key', async () => (await redis.command(['EXISTS', 'key'])) === 0);
      // Ours was set first, by a clock that may be a millisecond old.
      await until('the engine to forget it', () => engine.exists('key') === 0, { every: 1, timeout: 5_000 });
      expect(engine.keys('*')).toEqual([]);
    } finally {
      engine.close();
      redis.close();
      await server.close();
    }
  });

  it('time goes on even while one turn of the event loop lasts', () => {
    const engine = new MemoryEngine();
    engine.set('key', 'v', 5);
    const until = Date.now() + 60_000;
    while (engine.get('key') !== null && Date.now() < until) continue;
    expect(engine.get('key')).toBeNull();
    engine.close();
  });
});
