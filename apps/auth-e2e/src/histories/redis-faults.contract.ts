import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, type RedisServer } from '@secureconnect/testing';

type Fault = (redis: RedisServer, dice: Dice) => Promise<unknown>;

/** What happens to Redis while clients go on; each ends with a Redis that is well, and may have lost everything. */
export const redisFaults: Readonly<Record<string, Fault>> = {
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
export async function makeFaults(
  redis: RedisServer,
  dice: Dice,
  { isOver, isNormal }: { isOver: () => boolean; isNormal: () => Promise<boolean> },
): Promise<Readonly<Record<string, number>>> {
  const made: Record<string, number> = {};
  for (let left = Object.keys(redisFaults); !isOver();) {
    const name = dice.one(left);
    left = left.length === 1 ? Object.keys(redisFaults) : left.filter((other) => other !== name);
    await redisFaults[name]?.(redis, dice);
    made[name] = (made[name] ?? 0) + 1;
    await sleep(dice.between(50, 600));
    const until = dice.next() < 0.5 ? 0 : Date.now() + normalWithinMs;
    while (!isOver() && Date.now() < until && !(await isNormal())) await sleep(100);
  }
  return made;
}
