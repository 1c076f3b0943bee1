import { newId } from '@secureconnect/platform';
import {
  type FaultProxy,
  type PostgresServer,
  type RedisServer,
  startFaultProxy,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimitInstance, ToldCount } from './rate-limit-scene.contract';
import { type RatePolicy } from './rate-policy';

/** So slow that no moment of a test lets anybody in: what is admitted is of the burst. */
const policy: RatePolicy = { name: 'calls', by: 'user', limit: 10, periodMs: 3_600_000, burst: 10 };
const most = 1.1 * policy.burst;
const wait = { timeout: 20_000 };

describe.each([2, 4])('%d instances, of which some rely on Redis and some do not', (count) => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  const ways: FaultProxy[] = [];
  const instances: RateLimitInstance[] = [];

  beforeAll(async () => {
    ToldCount.living = count;
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    for (let started = 0; started < count; started += 1) {
      const way = await startFaultProxy({ target: redis.port });
      const servers = { postgres: postgres.url, redis: way.through(redis.url), policies: [policy] };
      ways.push(way);
      instances.push(await RateLimitInstance.start(servers));
    }
  }, 60_000);
  afterAll(async () => {
    redis.thaw();
    await Promise.all(instances.splice(0).map((instance) => instance.close()));
    await Promise.all(ways.splice(0).map((way) => way.close()));
    await Promise.all([postgres.close(), redis.close()]);
  });

  const at = (place: number) => instances[place]!;
  const normal = (...some: readonly RateLimitInstance[]) => Promise.all(some.map((one) => one.isNormal()));
  const lost = (...some: readonly RateLimitInstance[]) => Promise.all(some.map((one) => one.isLost()));

  const cut = async (place: number): Promise<void> => {
    await ways[place]!.refuse();
    ways[place]!.reset();
  };
  const ask = async (instance: RateLimitInstance, subject: string): Promise<number> =>
    Number((await instance.store.admit([{ policy, subject }])).isAllowed);

  /** Asks for more than is due, everywhere and at once; how much of it was admitted. */
  async function rush(subject: string, ...some: readonly RateLimitInstance[]): Promise<number> {
    const asked = some.flatMap((instance) => Array.from({ length: 12 }, () => ask(instance, subject)));
    return (await Promise.all(asked)).reduce((sum, one) => sum + one, 0);
  }

  /** People who come one after the other while `order` goes on, and of each how many requests were admitted. */
  async function crowdWhile(order: () => Promise<unknown>): Promise<number[]> {
    const stop = new AbortController();
    const admitted: Promise<number>[] = [];
    const come = async (subject: string): Promise<number> => {
      let sum = 0;
      for (let times = 0; times < 5; times += 1) {
        const from = times + admitted.length;
        for (let each = 0; each < count; each += 1) sum += await rush(subject, at((from + each) % count));
        await sleep(15);
      }
      return sum;
    };
    const coming = (async () => {
      while (!stop.signal.aborted) {
        admitted.push(come(newId()));
        await sleep(20);
      }
    })();
    await order();
    stop.abort();
    await coming;
    return Promise.all(admitted);
  }

  const orders: [string, () => Promise<unknown>][] = [
    [
      'one is cut off, and comes back',
      async () => {
        await cut(0);
        await lost(at(0));
        await sleep(400);
        await ways[0]!.heal();
      },
    ],
    [
      'one hears nothing from Redis, and hears it again',
      async () => {
        ways[0]!.blackhole();
        await lost(at(0));
        await sleep(400);
        await ways[0]!.heal();
      },
    ],
    [
      'all lose it and one comes back first',
      async () => {
        for (let place = 0; place < count; place += 1) await cut(place);
        await lost(...instances);
        await sleep(200);
        await ways[0]!.heal();
        await normal(at(0));
        await sleep(400);
        for (const way of ways) await way.heal();
      },
    ],
    [
      'it is killed, comes back empty, and one stays cut off',
      async () => {
        await redis.kill();
        await lost(...instances);
        await cut(1);
        await redis.wipe();
        await normal(at(0));
        await sleep(400);
        await ways[1]!.heal();
      },
    ],
    [
      'it is emptied while one is cut off',
      async () => {
        await cut(0);
        await lost(at(0));
        await redis.flush();
        await sleep(400);
        await ways[0]!.heal();
      },
    ],
    [
      'the way of one flaps',
      async () => {
        ways[0]!.flap(300, 300);
        await sleep(2_000);
        await ways[0]!.heal();
      },
    ],
    [
      'it freezes, for one half a second sooner than for the rest',
      async () => {
        ways[0]!.blackhole();
        await sleep(500);
        redis.freeze();
        await sleep(500);
        redis.thaw();
        await sleep(300);
        await ways[0]!.heal();
      },
    ],
  ];

  it.each(orders)(
    'admit together at most 1.10 times the limit: %s',
    async (_order, order) => {
      await normal(...instances);
      const admitted = await crowdWhile(async () => {
        await sleep(100);
        await order();
        await normal(...instances);
        await sleep(100);
      });
      expect(admitted.filter((each) => each > most)).toEqual([]);
    },
    60_000,
  );

  it('admit together at most 1.10 times the limit: one stands still itself before it could tell the others', async () => {
    await normal(...instances);
    const { store } = at(0).parts;
    store.isHeld = true;
    const first = ask(at(0), newId());
    const end = performance.now() + 1_200;
    while (performance.now() < end) continue;
    expect(await rush(newId(), ...instances)).toBeLessThanOrEqual(most);
    store.isHeld = false;
    await first;
  });

  it('whoever is cut off has its part, and the others the rest', async () => {
    await normal(...instances);
    await cut(0);
    await lost(at(0));
    const rest = instances.slice(1);
    const share = Math.floor(policy.burst / count);
    await until(
      'its part, and the rest',
      async () => {
        const subject = newId();
        return (
          (await rush(subject, at(0))) === share &&
          (await rush(subject, ...rest)) === Math.floor((policy.burst * (count - 1)) / count)
        );
      },
      wait,
    );
    await ways[0]!.heal();
    await normal(...instances);
    const isWhole = async () => (await rush(newId(), at(count - 1))) === policy.burst;
    await until('the whole limit again', isWhole, wait);
  });
});
