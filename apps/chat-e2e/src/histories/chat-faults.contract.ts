import { setTimeout as sleep } from 'node:timers/promises';
import { type Dice, type SentinelGroup } from '@secureconnect/testing';
import { type ChatScene } from '../chat-scene.contract';

/** What may happen while clients go on, by name; each ends with all servers well. */
export type ChatFaults = Readonly<Record<string, (scene: ChatScene, dice: Dice) => Promise<unknown>>>;

const longest = 2_000;

/** What happens to one Redis, or to the ways to it. */
export const redisFaults: ChatFaults = {
  killed: async ({ redis }, dice) => {
    await redis.kill();
    await sleep(dice.between(500, longest));
    await redis.start();
  },
  'killed and emptied': async ({ redis }, dice) => {
    await redis.kill();
    await sleep(dice.between(100, 500));
    await redis.wipe();
  },
  frozen: async ({ redis }, dice) => {
    redis.freeze();
    await sleep(dice.between(500, longest));
    redis.thaw();
  },
  flapping: async ({ ways }, dice) => {
    for (const way of ways) way.flap(300, 300);
    await sleep(dice.between(1_200, longest));
    await Promise.all(ways.map((way) => way.heal()));
  },
  'deaf: what is published does not arrive at one instance': async ({ ways }, dice) => {
    const way = dice.one(ways);
    way.halfOpen('replies');
    await sleep(dice.between(300, longest));
    await way.heal();
  },
  'unreachable for one instance': async ({ ways }, dice) => {
    const way = dice.one(ways);
    await way.refuse();
    way.reset();
    await sleep(dice.between(500, longest));
    await way.heal();
  },
  'dropping its subscribers': ({ redis }) => redis.dropClients('pubsub'),
  'read-only, as after a failover': async ({ redis }, dice) => {
    await redis.readOnly(true);
    await sleep(dice.between(300, 1_500));
    await redis.readOnly(false);
  },
};

/** What happens where Sentinels say who is master. */
export const failoverFaults = (group: SentinelGroup): ChatFaults => ({
  'handed over in order': async () => {
    await group.failover();
    await group.inStep();
  },
  'killed, a replica follows': async () => {
    const old = await group.master();
    await group.killMaster();
    await old.start();
    await group.inStep();
  },
});

/** What may be done to PostgreSQL: nothing is taken meanwhile, and what was taken is there. */
export const postgresFaults: ChatFaults = {
  'PostgreSQL restarted': ({ postgres }) => postgres.restart(),
  'PostgreSQL restarted while Redis is away': async ({ postgres, redis }) => {
    await redis.kill();
    await postgres.restart();
    await redis.start();
  },
  'PostgreSQL killed': async ({ postgres }) => {
    await postgres.kill();
    await postgres.start();
  },
};
