import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, type PostgresServer, type RedisServer } from '@secureconnect/testing';
import { type SoakInstance } from './soak-instance.contract';

/** What faults are made on. */
export interface Scene {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly instances: readonly SoakInstance[];
}

type Fault = (scene: Scene, dice: Dice) => Promise<void>;

/** Longer than the lease: its jobs are given to others, and it goes on with them when it wakes. */
const beyondLeaseMs = 2_500;

const endInstance =
  (signal: 'SIGKILL' | 'SIGTERM'): Fault =>
  async ({ instances }, dice) => {
    const instance = dice.one(instances);
    await instance.end(signal);
    await instance.start();
  };

/** What can happen, by name; each ends with all in order again. */
export const soakFaults: Readonly<Record<string, Fault>> = {
  'a worker killed': endInstance('SIGKILL'),
  'a worker asked to end': endInstance('SIGTERM'),
  'a worker frozen beyond its lease': async ({ instances }, dice) => {
    const instance = dice.one(instances);
    instance.freeze();
    await sleep(beyondLeaseMs);
    instance.thaw();
  },
  'PostgreSQL restarted': ({ postgres }) => postgres.restart(),
  'PostgreSQL killed': async ({ postgres }, dice) => {
    await postgres.kill();
    await sleep(dice.between(0, 500));
    await postgres.start();
  },
  'PostgreSQL frozen': async ({ postgres }, dice) => {
    postgres.freeze();
    await sleep(dice.between(200, 2_000));
    postgres.thaw();
  },
  'Redis killed': async ({ redis }, dice) => {
    await redis.kill();
    await sleep(dice.between(0, 500));
    await redis.start();
  },
  'Redis frozen': async ({ redis }, dice) => {
    redis.freeze();
    await sleep(dice.between(0, 500));
    redis.thaw();
  },
  'Redis wiped': async ({ redis }) => redis.flush(),
};

/** Makes one fault after another, in an order that the dice give, until told to stop; gives how often each was made. */
export async function makeFaults(
  scene: Scene,
  dice: Dice,
  isOver: () => boolean,
  names: readonly string[] = Object.keys(soakFaults),
): Promise<Readonly<Record<string, number>>> {
  const made: Record<string, number> = {};
  for (let left = [...names]; !isOver();) {
    const name = dice.one(left);
    // Each of them once before any comes again.
    left = left.length === 1 ? [...names] : left.filter((other) => other !== name);
    await soakFaults[name]?.(scene, dice);
    made[name] = (made[name] ?? 0) + 1;
    await sleep(dice.between(50, 500));
  }
  return made;
}
