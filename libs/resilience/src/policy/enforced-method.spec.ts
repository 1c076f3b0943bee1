import { type INestApplication } from '@nestjs/common';
import { type RedisServer, startRedis, until } from '@secureconnect/testing';
import { type RedisHealthService } from '../health/redis-health.service';
import { MemoryNotes, Notes, startDemo, watchRedis } from './demo-application.contract';
import { FailClosed } from './fail-closed.decorator';
import { FailOpen } from './fail-open.decorator';
import { Fallback } from './fallback.decorator';
import { tallyOf } from './operation-tally';
import { RedisFree } from './redis-free.decorator';
import { RedisUnavailableError } from './redis-unavailable.error';

let redis: RedisServer;
let health: RedisHealthService;
let app: INestApplication;
beforeAll(async () => {
  Notes.redis = redis = await startRedis();
});
afterAll(() => redis.close());

describe('a declared provider method', () => {
  beforeAll(async () => {
    health = await watchRedis(60_000);
    ({ app } = await startDemo(health));
  });
  afterAll(async () => {
    health.stop();
    await app.close();
  });

  it('does what it does while Redis serves', async () => {
    const notes = app.get(Notes);
    expect(await notes.keep('a', 'text')).toBe('OK');
    expect(await notes.read('a')).toBe('text from redis');
    expect(await notes.count('a')).toBe('a: 4');
  });

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    ['killed', () => redis.kill(), () => redis.start()],
    ['frozen', async () => redis.freeze(), async () => redis.thaw()],
  ])('answers as declared when Redis is %s under it, and never hangs', async (_name, on, off) => {
    await on();
    const notes = app.get(Notes);
    await expect(notes.keep('a', 'x')).rejects.toMatchObject({
      code: 'redis_unavailable',
      operation: 'notes.keep',
      retryAfterSeconds: 5,
      cause: expect.anything(),
    });
    expect(await notes.count('a')).toBe('a: unknown');
    expect(await notes.read('a')).toBe('a from memory');
    await off();
  });

  it('is counted by its operation, and apart from that where it is refused', async () => {
    const notes = app.get(Notes);
    const [kept, counted] = [tallyOf('notes.keep'), tallyOf('notes.count')];
    const before = { kept: { ...kept }, counted: { ...counted } };
    await notes.keep('a', 'text');
    await redis.kill();
    await expect(notes.keep('a', 'x')).rejects.toBeInstanceOf(RedisUnavailableError);
    await notes.count('a');
    await redis.start();
    expect(kept).toMatchObject({ calls: before.kept.calls + 2, refusals: before.kept.refusals + 1 });
    expect(counted).toMatchObject({ calls: before.counted.calls + 1, refusals: before.counted.refusals });
  });

  it('is held to its declaration on an object nobody injected, too', async () => {
    const apart = new Notes();
    await redis.kill();
    await expect(apart.keep('a', 'x')).rejects.toBeInstanceOf(RedisUnavailableError);
    expect(await apart.count('a')).toBe('a: unknown');
    expect(await apart.read('a')).toBe('a from memory');
    await redis.start();
  });
});

describe('a declared provider method, Redis known to be away', () => {
  beforeAll(async () => {
    health = await watchRedis(20);
    ({ app } = await startDemo(health));
  });
  afterAll(async () => {
    health.stop();
    await app.close();
  });

  it('does not ask Redis at all, and asks again by itself when it is back', async () => {
    const notes = app.get(Notes);
    await redis.kill();
    await until('the outage to be known', () => !health.isAvailable);
    await expect(notes.keep('a', 'x')).rejects.toBeInstanceOf(RedisUnavailableError);
    expect(await notes.read('a')).toBe('a from memory');
    expect(notes.asked).toBe(0);
    await redis.start();
    await until('normal', () => health.isAvailable);
    expect(await notes.keep('a', 'x')).toBe('OK');
  });
});

describe('a class without any application', () => {
  class Alone {
    @FailOpen('alone.open', 's', { returns: 7 })
    async open(): Promise<number> {
      throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    }

    @Fallback('alone.fallback', 's', { provider: 'nobody' })
    async fallback(): Promise<number> {
      throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    }

    @FailOpen('alone.both', 'one', { returns: 1 })
    @FailClosed('alone.both', 'two')
    async both(): Promise<number> {
      throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    }

    @FailOpen('alone.bug', 's', { returns: 7 })
    async bug(): Promise<number> {
      throw new TypeError('a bug');
    }

    @FailClosed('alone.late', 's', { deadlineMs: 30 })
    late(): Promise<number> {
      return new Promise(() => undefined);
    }

    @Fallback('alone.served', 's', { tiers: ['redis', 'postgres'], deadlineMs: 30 })
    served(): Promise<number> {
      return new Promise(() => undefined);
    }
  }
  const alone = new Alone();

  it('returns what it declared; a fallback nobody can find means closed; the strictest declaration wins', async () => {
    expect(await alone.open()).toBe(7);
    await expect(alone.fallback()).rejects.toMatchObject({ code: 'redis_unavailable' });
    await expect(alone.both()).rejects.toMatchObject({ code: 'redis_unavailable' });
    await expect(alone.late()).rejects.toMatchObject({ code: 'redis_unavailable', operation: 'alone.late' });
  });

  it('that is late although its store turns to PostgreSQL tells of PostgreSQL, not of Redis', async () => {
    await expect(alone.served()).rejects.toMatchObject({ code: 'postgres_late', operation: 'alone.served' });
  });

  it('is answered once: what fails after its deadline does not go to the fallback again', async () => {
    let served = 0;
    class Slow {
      @FailOpen('slow.get', 's', { returns: () => (served += 1), deadlineMs: 20 })
      async get(): Promise<number> {
        await new Promise((resolve) => setTimeout(resolve, 60));
        throw Object.assign(new Error('late'), { code: 'ECONNREFUSED' });
      }
    }
    expect(await new Slow().get()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(served).toBe(1);
  });

  it('throws a bug as the bug it is', async () => {
    await expect(alone.bug()).rejects.toThrow(new TypeError('a bug'));
  });
});

describe('what does not compile', () => {
  it('is refused by the compiler, which reads this file too', () => {
    class Impossible {
      // @ts-expect-error -- The method does not return a text.
      @FailOpen('a', 's', { returns: 'text' })
      async open(): Promise<number> {
        return 1;
      }

      // @ts-expect-error -- An object would be shared by all callers; a function makes one for each.
      @FailOpen('b', 's', { returns: {} })
      async shared(): Promise<object> {
        return {};
      }

      // @ts-expect-error -- MemoryNotes has no such method.
      @Fallback('c', 's', { provider: MemoryNotes })
      async absent(): Promise<string> {
        return '';
      }

      // @ts-expect-error -- MemoryNotes.read takes a text and gives one.
      @Fallback('d', 's', { provider: MemoryNotes })
      async read(name: number): Promise<number> {
        return name;
      }

      // @ts-expect-error -- A declaration without a store says nothing.
      @FailClosed('e', [])
      async nothing(): Promise<void> {}

      // @ts-expect-error -- What is free falls back to nothing.
      @RedisFree('f', 's', { provider: MemoryNotes })
      async free(): Promise<void> {}
    }
    // @ts-expect-error -- A class has no value to return.
    @FailOpen('g', 's', { returns: 1 })
    class Open {}
    expect([Impossible, Open]).toHaveLength(2);
  });
});
