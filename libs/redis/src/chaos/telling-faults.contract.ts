import { type Place, type StormFault } from './storm-fault.contract';

const writesOnly = 'writes fail at once by their class, reads go on';

/** Redis refuses, or is not there, and says so. */
export const tellingFaults: readonly StormFault[] = [
  {
    name: 'SIGKILL',
    did: 'killed, later started empty',
    must: 'every call fails within its deadline, without one hang',
    on: ({ redis }) => redis.kill(),
    off: ({ redis }) => redis.start(),
    forgets: true,
    refusesWrites: true,
    called: ['down'],
  },
  {
    name: 'reply lost, then reset',
    did: 'commands run, their replies are lost and the connection is torn',
    must: 'a write is not asked again by itself, and says that it may be applied',
    on: ({ proxy }) => proxy.dropReplies({ thenReset: true }),
    off: heal,
  },
  {
    name: 'flapping',
    did: '30 ms there, 30 ms away, and so on',
    must: 'no duplicate, nothing late, no storm of attempts',
    on: ({ proxy }) => proxy.flap(30, 30),
    off: heal,
  },
  {
    name: 'READONLY',
    did: 'made the replica of another',
    must: writesOnly,
    on: ({ redis }) => redis.readOnly(true),
    off: ({ redis }) => redis.readOnly(false),
    refusesWrites: true,
    readsStay: true,
    stopsAll: true,
    called: ['read_only'],
  },
  {
    name: 'LOADING',
    did: 'restarted with data that takes a second to load',
    must: 'counts as down',
    on: ({ redis }) => redis.loading(1_000),
    off: ({ redis }) => redis.ready(),
    called: ['loading', 'down'],
  },
  {
    name: 'OOM, noeviction',
    did: 'no memory left',
    must: writesOnly,
    on: ({ redis }) => redis.outOfMemory(true),
    off: ({ redis }) => redis.outOfMemory(false),
    refusesWrites: true,
    readsStay: true,
    stopsAll: true,
    called: ['full'],
  },
  {
    name: 'MISCONF',
    did: 'its snapshots fail',
    must: writesOnly,
    on: ({ redis }) => redis.misconf(true),
    off: ({ redis }) => redis.misconf(false),
    refusesWrites: true,
    readsStay: true,
    stopsAll: true,
    called: ['write_refusing'],
  },
  {
    name: 'NOAUTH',
    did: 'asks for a password we do not have, and the connections break',
    must: 'said to be a matter of configuration; tried again slowly',
    on: async ({ redis, proxy }) => {
      await redis.requirePassword('another');
      proxy.reset();
    },
    off: ({ redis }) => redis.requirePassword(null),
    refusesWrites: true,
    stopsAll: true,
    called: ['unauthorised', 'down'],
  },
  {
    name: 'maxclients',
    did: 'takes no more clients, and the connections break',
    must: 'said to be a matter of configuration; nobody hangs',
    on: async ({ redis, proxy }) => {
      await redis.maxClients(true);
      proxy.reset();
    },
    off: ({ redis }) => redis.maxClients(false),
    refusesWrites: true,
    stopsAll: true,
    called: ['misconfigured', 'down'],
  },
];

function heal({ proxy }: Place): Promise<void> {
  return proxy.heal();
}
