import { type RedisServer } from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Place, type StormFault } from './storm-fault.contract';

const settles = 'every call fails within its deadline; nothing it sent is ever applied';

/** Redis, or the way to it, takes what it is sent and says nothing, or says it too late. */
export const silentFaults: readonly StormFault[] = [
  {
    name: 'SIGSTOP',
    did: 'frozen, later woken',
    must: settles,
    on: ({ redis }) => redis.freeze(),
    off: ({ redis }) => redis.thaw(),
    stopsAll: true,
    called: ['hung'],
  },
  {
    name: 'CLIENT PAUSE',
    did: 'paused for 600 ms',
    must: settles,
    on: ({ redis }) => redis.pause(600),
    off: () => sleep(700),
    stopsAll: true,
    called: ['hung'],
  },
  {
    name: 'BUSY',
    did: 'a script that runs for 800 ms',
    must: settles,
    on: ({ redis }) => busy(redis),
    off: () => sleep(900),
    stopsAll: true,
    called: ['hung', 'busy'],
  },
  {
    name: '+1 s each way',
    did: 'every byte delayed by 1 s',
    must: settles,
    on: ({ proxy }) => proxy.delay(1_000),
    off: async ({ proxy }) => {
      await sleep(1_200); // All of it arrives, late.
      await proxy.heal();
    },
    stopsAll: true,
    called: ['hung', 'slow'],
  },
  {
    name: 'black hole',
    did: 'accepts, then silent both ways; delivers all of it later',
    must: settles,
    on: ({ proxy }) => proxy.blackhole(),
    off: heal,
    stopsAll: true,
    called: ['hung'],
  },
  {
    name: 'accepts, then silent',
    did: 'every connection torn, new ones accepted and never answered',
    must: 'one attempt for all callers, each waits its own deadline at most',
    on: ({ proxy }) => {
      proxy.blackhole();
      proxy.reset();
    },
    off: heal,
    stopsAll: true,
    called: ['hung', 'down'],
  },
  {
    name: 'requests held',
    did: 'requests do not arrive until later',
    must: settles,
    on: ({ proxy }) => proxy.halfOpen('requests'),
    off: heal,
    stopsAll: true,
  },
  {
    name: 'replies held',
    did: 'requests arrive, replies do not',
    must: 'every call fails within its deadline and says that it may be applied; none is, after that',
    on: ({ proxy }) => proxy.halfOpen('replies'),
    off: heal,
  },
  {
    name: 'reset while frozen',
    did: 'frozen, the connection torn, woken after the deadline',
    must: settles,
    on: ({ redis }) => redis.freeze(),
    midway: ({ proxy }) => proxy.reset(),
    off: ({ redis }) => redis.thaw(),
    stopsAll: true,
  },
  {
    name: 'reset while frozen, awake early',
    did: 'frozen, the connection torn, woken before the deadline',
    must: 'nobody is told of a failure before the fence has passed; nothing is applied after that',
    on: ({ redis }) => redis.freeze(),
    midway: wakeEarly,
    off: () => sleep(100),
  },
];

function heal({ proxy }: Place): Promise<void> {
  return proxy.heal();
}

/** Without waiting for BUSY: the writes fall into the silence before it. */
async function busy(redis: RedisServer): Promise<void> {
  void redis.busyScript(800);
  await sleep(60);
}

/** Whoever reports the failure at the reset is wrong: the writes are still applied when the server wakes. */
async function wakeEarly({ redis, proxy }: Place): Promise<void> {
  proxy.reset();
  await sleep(25);
  redis.thaw();
}
