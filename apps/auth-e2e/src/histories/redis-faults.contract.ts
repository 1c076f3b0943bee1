import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, type RedisServer } from '@secureconnect/testing';

/** What may happen to Redis, by name; each ends with a Redis that is well, and may have lost everything. */
export type Faults<R> = Readonly<Record<string, (redis: R, dice: Dice) => Promise<unknown>>>;

/** What happens to one server while clients go on. */
export const redisFaults: Faults<RedisServer> = {
  killed: async (redis, dice) => {
    await redis.kill();
    await sleep(dice.between(0, 1_500));
    await redis.start();
  },
  frozen: async (redis, dice) => {
    redis.freeze();
    await sleep(dice.between(50, 1_500));
    redis.thaw();
  },
  wiped: (redis) => redis.flush(),
  evicting: async (redis, dice) => {
    await redis.evicting(0);
    await sleep(dice.between(200, 1_500));
    await redis.evicting(false);
  },
  'read-only, as after a failover': async (redis, dice) => {
    await redis.readOnly(true);
    await sleep(dice.between(200, 1_500));
    await redis.readOnly(false);
  },
  'without memory': async (redis, dice) => {
    await redis.outOfMemory(true);
    await sleep(dice.between(200, 1_000));
    await redis.outOfMemory(false);
  },
  'dropping its clients': (redis) => redis.dropClients(),
};

/** How long to wait for normal mode after every other fault; who lost Redis often waits longer, and is met degraded. */
const normalWithinMs = 6_000;

/** Makes one fault after another until told to stop, each once before any comes again; gives how often each was made. */
export async function makeFaults<R>(
  [redis, faults]: readonly [R, Faults<R>],
  dice: Dice,
  { isOver, isNormal }: { isOver: () => boolean; isNormal: () => Promise<boolean> },
): Promise<Readonly<Record<string, number>>> {
  const made: Record<string, number> = {};
  for (let left = Object.keys(faults); !isOver();) {
    const name = dice.one(left);
    left = left.length === 1 ? Object.keys(faults) : left.filter((other) => other !== name);
    await faults[name]?.(redis, dice);
    made[name] = (made[name] ?? 0) + 1;
    await sleep(dice.between(50, 600));
    const until = dice.next() < 0.5 ? 0 : Date.now() + normalWithinMs;
    while (!isOver() && Date.now() < until && !(await isNormal())) await sleep(100);
  }
  return made;
}
