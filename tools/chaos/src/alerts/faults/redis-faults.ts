import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisServer } from '@secureconnect/testing';
import { type WatchedFleet } from '../live/watched-fleet';
import { type AlertFault } from './alert-fault';
import { knock, signIn } from './sign-ins';

/** What any fault of Redis may bring with it. */
export const besideRedis: Readonly<Record<string, string>> = {
  RedisUnavailable: 'Redis is away, or is not believed yet',
  RedisFlapping:
    'Redis was lost more than three times in a quarter of an hour, with the faults before this one',
  RedisCameBackEmpty: 'this Redis keeps nothing on disk, so it comes back empty',
  RedisDeadlinesMissed: 'what was asked of Redis as it went was not answered',
  RedisKeptWritesDropped: 'there is room for 300 kept writes here',
};

const redisOf = ({ system }: WatchedFleet): RedisServer => {
  const [server] = system.redis.servers;
  if (!server) throw new Error('There is no Redis.');
  return server;
};

/** More than are kept, at one instance; in turns, for an alert that looks at growth wants to see it. */
const [crowds, crowd, betweenMs] = [6, 40, 5_000];
const slowMs = 300;

const turnedAway: AlertFault = {
  name: 'redis-noauth-and-postgres-slow',
  does: 'Redis wants a password that nobody has, PostgreSQL takes 300 ms longer each way for chat, and 240 people sign in',
  fires: [
    ...['RedisFaultNeedsOperator', 'RedisUnavailable', 'RedisPendingWritesGrowing'],
    ...['RedisKeptWritesDropped', 'FallbackSlow'],
  ],
  beside: {
    ...besideRedis,
    UpstreamFailing: 'what waits for a slow PostgreSQL is late',
    PostgresUnavailable: 'a slow PostgreSQL may miss the deadline of a look',
    JobsBehind: 'jobs are worked on slowly where PostgreSQL is slow',
  },
  note: 'Room for 300 kept writes in place of 100,000.',
  begin: async (fleet) => {
    const { system } = fleet;
    const redis = redisOf(fleet);
    await redis.requirePassword('another than anybody has');
    await redis.dropClients();
    await redis.dropClients('pubsub');
    const ways = system.ways.filter((way) => /^chat-\d to postgres$/.test(way));
    const heal = ways.map((way) => system.delay(way, slowMs));
    const entering = crowdsOf(fleet);
    // Whoever ends the fault hears of a failure; until then it is nobody's.
    entering.catch(() => undefined);
    return async () => {
      try {
        await entering;
      } finally {
        await Promise.all(heal.map((each) => each()));
        await redis.requirePassword(null);
      }
    };
  },
};

async function crowdsOf(fleet: WatchedFleet): Promise<void> {
  let done = 0;
  for (let turn = 0; turn < crowds; turn += 1) {
    done += await signIn(fleet, 'auth-0', crowd);
    await sleep(betweenMs);
  }
  if (done < (crowds * crowd) / 2) throw new Error(`only ${done} people could sign in`);
}

/** Each return is believed later than the one before, so it is waited for. */
const losses = 5;
const believedWithinMs = 30_000;

const flapping: AlertFault = {
  name: 'redis-flapping',
  does: `Redis is killed and comes back empty, ${losses} times`,
  fires: ['RedisFlapping', 'RedisCameBackEmpty'],
  beside: besideRedis,
  begin: async (fleet) => {
    const redis = redisOf(fleet);
    for (let loss = 0; loss < losses; loss += 1) {
      await redis.kill();
      await sleep(1_000);
      await redis.wipe();
      // One that is not believed again by then was lost for longer: the next loss is none to it.
      await fleet.system.normal(believedWithinMs).catch(() => undefined);
    }
    return () => Promise.resolve();
  },
};

/** Each way: too slow for a breaker, and no deadline missed. */
const sluggishMs = 35;

const slow: AlertFault = {
  name: 'redis-slow',
  does: `all that passes between gateways and Redis takes ${sluggishMs} ms longer each way`,
  fires: ['RedisBreakerOpen'],
  beside: besideRedis,
  begin: ({ system }) => {
    const ways = system.ways.filter((way) => /^gateway-\d to redis$/.test(way));
    const heal = ways.map((way) => system.delay(way, sluggishMs));
    return Promise.resolve(async () => void (await Promise.all(heal.map((each) => each()))));
  },
};

/** So seldom that Redis is relied on in between, though after each loss it must be steady for longer. */
const [pauseMs, everyMs] = [350, 15_000];

const late: AlertFault = {
  name: 'redis-late-now-and-then',
  does: `Redis answers nobody for ${pauseMs} ms, every ${everyMs / 1_000} s, while people come`,
  fires: ['RedisDeadlinesMissed'],
  beside: { ...besideRedis, RedisBreakerOpen: 'calls that are late open the breaker of their kind' },
  begin: async (fleet) => {
    const redis = redisOf(fleet);
    const over = new AbortController();
    const pausing = (async () => {
      while (!over.signal.aborted) {
        await redis.pause(pauseMs);
        await knock(fleet);
        await sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
      }
    })();
    return async () => {
      over.abort();
      await pausing;
    };
  },
};

/** What happens to Redis while all else is well, or nearly. */
export const redisAlertFaults = { turnedAway, flapping, slow, late };
