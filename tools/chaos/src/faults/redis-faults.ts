import { type RedisServer, until } from '@secureconnect/testing';
import { type RedisForm, type StormSystem } from '../system/storm-system';
import { redisStruck, redisWell } from './redis-struck';
import { type StormFault } from './storm-fault';

/** What is done to one server, and how it is undone. */
interface Strike {
  readonly name: string;
  readonly does: string;
  readonly forms?: readonly RedisForm[];
  /** A node that only copies another would not feel it: its master is struck. */
  readonly who?: 'node' | 'master';
  readonly on: (server: RedisServer, forMs: number, system: StormSystem) => unknown;
  /** `forMs`: for which it was begun; what ends by itself may have most of that before it. */
  readonly off: (server: RedisServer, forMs: number) => unknown;
}

const everywhere: readonly RedisForm[] = ['standalone', 'sentinel', 'cluster'];
/** Where nobody takes the place of a server that is as good as away, and nobody undoes what is done to it. */
const alone: readonly RedisForm[] = ['standalone'];
const nothing = (): void => undefined;

const restarted = async (server: RedisServer): Promise<void> => {
  server.thaw();
  await server.start();
};

/** More than it takes to answer once nothing is in the way. */
const spareMs = 30_000;

const answering = (server: RedisServer, forMs: number): Promise<true> =>
  until('Redis to answer again', () => server.ready().then(() => true as const), {
    timeout: forMs + spareMs,
  });

/** Before its time; one that has ended by itself leaves nothing to end. */
async function endScript(server: RedisServer): Promise<void> {
  try {
    await server.command('SCRIPT', 'KILL');
  } catch (error) {
    if (!String(error).includes('NOTBUSY')) throw error;
  }
}

const strikes: readonly Strike[] = [
  {
    name: 'redis-killed',
    does: 'Redis is killed, and comes back with what it had on disk, which is nothing or old',
    forms: everywhere,
    on: (server) => server.kill(),
    off: restarted,
  },
  {
    name: 'redis-frozen',
    does: 'Redis is frozen: it takes connections and never answers, and later does all it was sent',
    forms: everywhere,
    on: (server) => server.freeze(),
    off: restarted,
  },
  {
    name: 'redis-emptied',
    does: 'Redis is killed, and comes back empty',
    on: (server) => server.kill(),
    off: (server) => server.wipe(),
  },
  {
    name: 'redis-flushed',
    does: 'somebody says FLUSHALL: all is gone, and nothing says so',
    forms: everywhere,
    who: 'master',
    on: (server) => server.flush(),
    off: nothing,
  },
  {
    name: 'redis-read-only',
    does: 'Redis is the replica of a master that is away: reads are stale, writes are refused',
    on: (server) => server.readOnly(true),
    off: (server) => server.readOnly(false),
  },
  {
    name: 'redis-full',
    does: 'Redis has no memory left: writes get OOM, reads and PING work',
    forms: everywhere,
    who: 'master',
    on: (server) => server.outOfMemory(true),
    off: (server) => server.outOfMemory(false),
  },
  {
    name: 'redis-evicting',
    does: 'Redis drops old keys without a word for new ones',
    forms: everywhere,
    who: 'master',
    on: (server) => server.evicting(0),
    off: (server) => server.evicting(false),
  },
  {
    name: 'redis-misconf',
    does: 'snapshots of Redis fail: writes and PING get MISCONF, reads work',
    on: (server) => server.misconf(true),
    off: (server) => server.misconf(false),
  },
  {
    name: 'redis-noauth',
    does: 'Redis wants a password that nobody has: who is connected is dropped, who comes is refused',
    on: async (server) => {
      await server.requirePassword('another than anybody has');
      await server.dropClients();
      await server.dropClients('pubsub');
    },
    off: (server) => server.requirePassword(null),
  },
  {
    name: 'redis-maxclients',
    does: 'Redis takes no more clients, and those it had are dropped',
    on: async (server, _forMs, system) => {
      await server.maxClients(true);
      // Nobody could tell Redis to drop them: who came for that would be refused.
      system.ways.filter((way) => way.endsWith(' to redis')).forEach((way) => system.drop(way));
    },
    off: (server) => server.maxClients(false),
  },
  {
    name: 'redis-busy',
    does: 'a script keeps Redis busy: everybody waits, then gets BUSY',
    on: (server, forMs) => server.busyScript(forMs),
    off: async (server, forMs) => {
      await endScript(server);
      await answering(server, forMs);
    },
  },
  {
    name: 'redis-paused',
    does: 'Redis answers nobody for a while (CLIENT PAUSE)',
    on: (server, forMs) => server.pause(forMs),
    // Nobody can end it before its time: who would say so is not heard.
    off: answering,
  },
  {
    name: 'redis-loading',
    does: 'Redis is restarted with data that takes a while to load',
    on: (server, forMs) => server.loading(forMs),
    off: async (server, forMs) => {
      await server.command('CONFIG', 'SET', 'key-load-delay', 0);
      await answering(server, forMs);
    },
  },
  {
    name: 'redis-deaf',
    does: 'all subscribers of Redis are dropped once: what is published until they are back is lost to them',
    forms: everywhere,
    // Of a cluster each node has some of them.
    on: (_server, _forMs, { redis }) => Promise.all(redis.servers.map((each) => each.dropClients('pubsub'))),
    off: nothing,
  },
  {
    name: 'redis-clients-dropped',
    does: 'all connections to Redis are dropped once',
    forms: everywhere,
    who: 'master',
    on: (server) => dropAll(server),
    off: nothing,
  },
];

async function dropAll(server: RedisServer): Promise<void> {
  await server.dropClients();
  await server.dropClients('pubsub');
}

function faultOf({ name, does, forms = alone, who = 'node', on, off }: Strike): StormFault {
  return {
    ...{ name, does, forms, takes: 'redis' as const },
    targets: ({ redis }) => redis,
    begin: async (system: StormSystem, target, forMs) => {
      const server = await redisStruck(system, target, who);
      await on(server, forMs, system);
      return async () => {
        await off(server, forMs);
        await redisWell(system);
      };
    },
  };
}

/** What happens to a server that is Redis, or to one of several. */
export const redisFaults: readonly StormFault[] = strikes.map(faultOf);
