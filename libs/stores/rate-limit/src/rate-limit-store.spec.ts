import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ThrottlerGuard, ThrottlerModule, type ThrottlerStorage } from '@nestjs/throttler';
import { newId } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import {
  httpClient,
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { register } from 'prom-client';
import { RateLimitThrottlerStorage } from './drop-ins/rate-limit-throttler-storage';
import { RateLimitInstance, ToldCount } from './rate-limit-scene.contract';
import { type RatePolicy } from './rate-policy';

/** So slow that no moment of this machine lets anybody in. */
const slow = (name: string, burst: number): RatePolicy => ({
  ...{ name, by: 'address', limit: 10, periodMs: 3_600_000, burst },
});
const policy = slow('calls', 8);
const wait = { timeout: 20_000 };
let postgres: PostgresServer;
let redis: RedisServer;
let one: RateLimitInstance;
let other: RateLimitInstance;

const both = () => [one, other];
const servers = () => ({ postgres: postgres.url, redis: redis.url, policies: [policy] });
const areLost = () => Promise.all(both().map((instance) => instance.isLost()));
const areNormal = () => Promise.all(both().map((instance) => instance.isNormal()));
const keyOf = (subject: string) => `rate-limit:calls:${subject}`;

/** Asks until it is refused; how often it was not. */
async function admitted(instance: RateLimitInstance, subject: string): Promise<number> {
  for (let count = 0; ; count += 1)
    if (!(await instance.store.admit([{ policy, subject }])).isAllowed) return count;
}

/** Somebody whom both know to be over the limit, Redis too. */
async function guilty(): Promise<string> {
  const subject = newId();
  await admitted(one, subject);
  await admitted(other, subject);
  return subject;
}

const isRefused = (instance: RateLimitInstance, subject: string) =>
  until('a refusal', async () => !(await instance.store.admit([{ policy, subject }])).isAllowed, wait);

beforeAll(async () => {
  ToldCount.living = 2;
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  [one, other] = await Promise.all([RateLimitInstance.start(servers()), RateLimitInstance.start(servers())]);
}, 60_000);
afterAll(async () => {
  redis.thaw();
  await Promise.all(both().map((instance) => instance.close()));
  await Promise.all([postgres.close(), redis.close()]);
});

describe('with Redis', () => {
  beforeEach(areNormal);

  it('several instances admit no more than one would', async () => {
    const subject = newId();
    const decisions = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => both()[at % 2]!.store.admit([{ policy, subject }])),
    );
    expect(decisions.filter(({ isAllowed }) => isAllowed).length).toBeLessThanOrEqual(8);
  });

  it('whoever is over the limit by what an instance knows is refused without asking', async () => {
    const subject = await guilty();
    expect(one.store.admit([{ policy, subject }])).toMatchObject({ isAllowed: false, remaining: 0 });
  });

  it('what an instance knows outlives a key that Redis lost', async () => {
    const subject = newId();
    const ask = () => one.store.admit([{ policy, subject, cost: 4 }]);
    await ask();
    await redis.command('DEL', keyOf(subject));
    await ask();
    // Eight requests of six minutes; without what was carried there it would be four.
    const isWhole = async () => Number(await redis.command('PTTL', keyOf(subject))) > 7 * 360_000;
    await until('the whole debt', isWhole, wait);
  });

  it('a Redis that was emptied is told of all debts, and knows them for those who have none', async () => {
    const subject = newId();
    await admitted(one, subject);
    await redis.flush();
    await until('Redis to know of it', () => redis.command('EXISTS', keyOf(subject)), wait);
    await isRefused(other, subject);
    expect((await one.store.admit([{ policy, subject }])).isAllowed).toBe(false);
  });

  it('a debt that is told twice is the same debt', async () => {
    const subject = await guilty();
    const { redis: tier, limiter } = one.parts;
    const debt = { counted: limiter.book.of(policy), subject };
    await tier.tell([debt, debt]);
    const before = Number(await redis.command('PTTL', keyOf(subject)));
    await tier.tell([debt]);
    const after = Number(await redis.command('PTTL', keyOf(subject)));
    expect(after).toBeLessThanOrEqual(before);
    expect(after).toBeGreaterThan(2_000_000);
  });

  it('who is forgiven may come again, wherever', async () => {
    const subject = await guilty();
    await one.store.forgive({ policy, subject });
    await until('the other to hear of it', () => other.debtOf(policy, subject) === 0, wait);
    expect((await other.store.admit([{ policy, subject }])).isAllowed).toBe(true);
    expect((await one.store.admit([{ policy, subject }])).isAllowed).toBe(true);
  });
});

describe.each<[string, () => unknown, () => unknown]>([
  ['is killed and comes back empty', () => redis.kill(), () => redis.wipe()],
  ['hangs', () => redis.freeze(), () => redis.thaw()],
  ['takes no writes', () => redis.outOfMemory(true), () => redis.outOfMemory(false)],
])('when Redis %s', (_name, on, off) => {
  beforeEach(areNormal);

  it('debts are told from one to the other, shares hold, and Redis knows of them afterwards', async () => {
    const [known, stranger] = [newId(), newId()];
    await admitted(one, known);
    await on();
    // Whoever is on the way is decided for, by memory, and from then on in the same turn.
    await Promise.all(both().map((instance) => instance.decidesBy('memory', policy, newId())));
    await areLost();
    await until('the other to be told', () => other.debtOf(policy, known) > 0, wait);
    expect(other.store.admit([{ policy, subject: known }])).toMatchObject({
      isAllowed: false,
      isDegraded: true,
    });
    expect(await admitted(one, stranger)).toBe(4);
    expect(await admitted(other, stranger)).toBe(4);
    await off();
    await areNormal();
    await until('Redis to know of it', () => redis.command('EXISTS', keyOf(stranger)), wait);
    for (const subject of [known, stranger])
      for (const instance of both())
        expect((await instance.store.admit([{ policy, subject }])).isAllowed).toBe(false);
    await one.decidesBy('redis', policy, newId());
  });
});

it('decisions are counted by policy, outcome and tier, and by nothing a client says', async () => {
  await guilty();
  const shown = await register.getSingleMetricAsString('rate_limit_decisions_total');
  expect(shown).toMatch(/\{policy="calls",outcome="allowed",tier="redis"\} [1-9]/);
  expect(shown).toMatch(/\{policy="calls",outcome="refused",tier="memory"\} [1-9]/);
  expect(await register.getSingleMetricAsString('rate_limit_subjects')).toMatch(/rate_limit_subjects [1-9]/);
});

@Controller()
class Hello {
  @RedisFree('hello')
  @Get()
  hello() {
    return { hello: 'you' };
  }
}

it("serves Nest's throttler", async () => {
  const storage: ThrottlerStorage = new RateLimitThrottlerStorage(one.store);
  const throttlers = [{ ttl: 3_600_000, limit: 3 }];
  @Module({
    imports: [ThrottlerModule.forRoot({ throttlers, storage })],
    controllers: [Hello],
    providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  })
  class AppModule {}
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: false }); // prettier-ignore
  await app.listen(0, '127.0.0.1');
  const http = httpClient(await app.getUrl());
  await until('a refusal', async () => (await http.get('/')).status === 429, wait);
  expect(Number((await http.get('/')).headers['retry-after'])).toBeGreaterThan(60);
  await app.close();
});

describe('who begins while Redis is away', () => {
  let known: string;
  let third: RateLimitInstance;
  beforeAll(async () => {
    await areNormal();
    known = await guilty();
    await redis.kill();
    await areLost();
    third = await RateLimitInstance.start({ ...servers(), isAlone: true });
  });
  afterAll(async () => {
    await third.close();
    await redis.start();
  });

  it('asks the others what they know', async () => {
    await until('it to be told', () => third.debtOf(policy, known) > 0, wait);
    expect(await third.store.admit([{ policy, subject: known }])).toMatchObject({ isAllowed: false });
    expect(await third.store.admit([{ policy, subject: newId() }])).toMatchObject({ isAllowed: true });
  });
});
