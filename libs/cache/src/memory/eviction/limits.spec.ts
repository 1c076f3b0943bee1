import { Dice } from '@secureconnect/testing';
import { StepClock } from '../differential/step-clock.contract';
import { CacheFullError } from '../errors/cache-full.error';
import { type EvictionPolicyName } from './eviction-policies';
import { MemoryEngine } from '../memory-engine';

const maxSize = 40;
const maxBytes = 12_000;

/** Something to an engine, by chance; a refusal is an answer too. */
function doAnything(engine: MemoryEngine, random: Dice, clock: StepClock): void {
  const key = random.one(['pinned', 'key', 'other']) + random.below(30);
  const text = 'é€x'.charAt(random.below(3)).repeat(random.below(random.chance(0.02) ? 8_000 : 200));
  const steps = [
    () => engine.set(key, text, 1 + random.below(10_000)),
    () => engine.hset(`hash${key}`, `f${random.below(40)}`, text),
    () => engine.hdel(`hash${key}`, `f${random.below(40)}`),
    () => engine.mset(random.list(() => [`key${random.below(60)}`, text], 1, 12)),
    () => engine.get(key),
    () => engine.del(key),
    () => engine.expire(key, random.below(3_000)),
    () => clock.jump(random.below(200)),
    () => clock.runDue(),
  ];
  try {
    random.one(steps)();
  } catch (error) {
    if (!(error instanceof CacheFullError)) throw error;
  }
}

/** What the entries take, counted in a new engine that is given the same. */
function countAnew(engine: MemoryEngine): number {
  const copy = new MemoryEngine({ maxSize: Infinity });
  for (const key of engine.keys('*')) {
    if (engine.type(key) === 'string') copy.set(key, engine.get(key) as string);
    else for (const [field, value] of Object.entries(engine.hgetall(key))) copy.hset(key, field, value);
  }
  copy.close();
  return copy.metrics.memoryUsage;
}

describe.each<EvictionPolicyName>(['lru', 'lfu', 'fifo', 'none'])(
  'whatever is done to %s',
  (evictionPolicy) => {
    it('neither limit is ever passed, and what may not be evicted is not', () => {
      for (let seed = 1; seed <= 4; seed++) {
        const random = new Dice(seed);
        const clock = new StepClock(0);
        const isPinned = (key: string) => key.startsWith('pinned1');
        const engine = new MemoryEngine({
          maxSize,
          maxBytes,
          evictionPolicy,
          isPinned,
          clock,
          cleanupInterval: 700,
        });
        for (let step = 0; step < 2_000; step++) {
          const before = engine.keys('pinned1*').filter((key) => engine.ttl(key) > 200);
          const deleted = engine.metrics.deletes;
          doAnything(engine, random, clock);
          const { memoryUsage, itemCount, deletes } = engine.metrics;
          if (itemCount > maxSize || memoryUsage > maxBytes || memoryUsage < 0)
            throw new Error(`seed ${seed}, step ${step}: ${itemCount} entries, ${memoryUsage} bytes`);
          if (deletes === deleted && engine.exists(...before, 'none') !== before.length)
            throw new Error(`seed ${seed}, step ${step}: of ${before.join()} not all are there`);
        }
        clock.jump(1_000);
        clock.runDue();
        // Maps that have shrunk may count a little more than new ones.
        const { memoryUsage } = engine.metrics;
        expect(memoryUsage).toBeGreaterThanOrEqual(countAnew(engine));
        expect(memoryUsage).toBeLessThanOrEqual(countAnew(engine) * 1.5);
        engine.flushall();
        expect(engine.metrics).toMatchObject({ memoryUsage: 0, itemCount: 0 });
        engine.close();
      }
    });
  },
);
