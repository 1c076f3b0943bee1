import {
  type FaultProxy,
  type RedisServer,
  startFaultProxy,
  startRedis,
  until,
} from '@secureconnect/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisGate } from '../gate/redis-gate';
import { stamp, storm, tally, type Tally, type Told } from './storm.contract';

/** Writes under each fault; `CHAOS_OPERATIONS=10000` is the long form. */
const operations = Number(process.env.CHAOS_OPERATIONS ?? 500);
const atOnce = 1_000;
const deadlineMs = 100;

/** Far beyond the deadline: a busy machine may be slow, a hang is still a hang. */
const patience = 10_000;

interface Place {
  readonly redis: RedisServer;
  readonly proxy: FaultProxy;
}

interface Fault {
  readonly name: string;
  readonly on: (place: Place) => unknown;
  readonly off: (place: Place) => unknown;
  /** Nothing sent under it reaches the server in time, so nothing reported as failed may be there at all. */
  readonly stopsAll?: boolean;
  /** The server forgets what it acknowledged. */
  readonly forgets?: boolean;
}

const faults: readonly Fault[] = [
  { name: 'SIGSTOP', on: ({ redis }) => redis.freeze(), off: ({ redis }) => redis.thaw(), stopsAll: true },
  { name: 'CLIENT PAUSE', on: ({ redis }) => redis.pause(600), off: () => sleep(700), stopsAll: true },
  { name: 'BUSY script', on: ({ redis }) => busy(redis), off: () => sleep(900), stopsAll: true },
  {
    name: '+1 s each way',
    on: ({ proxy }) => proxy.delay(1_000),
    off: async ({ proxy }) => {
      await sleep(1_200); // All of it arrives, late.
      await proxy.heal();
    },
    stopsAll: true,
  },
  {
    name: 'black hole, healed later',
    on: ({ proxy }) => proxy.blackhole(),
    off: ({ proxy }) => proxy.heal(),
    stopsAll: true,
  },
  { name: 'requests held', on: ({ proxy }) => proxy.halfOpen('requests'), off: heal, stopsAll: true },
  { name: 'replies held', on: ({ proxy }) => proxy.halfOpen('replies'), off: heal },
  { name: 'reply lost, then reset', on: ({ proxy }) => proxy.dropReplies({ thenReset: true }), off: heal },
  { name: 'reset while frozen', on: resetFrozen, off: ({ redis }) => redis.thaw(), stopsAll: true },
  { name: 'reset while frozen, awake before the deadline', on: wakeEarly, off: () => sleep(100) },
  { name: 'flapping', on: ({ proxy }) => proxy.flap(30, 30), off: heal },
  { name: 'SIGKILL', on: ({ redis }) => redis.kill(), off: ({ redis }) => redis.start(), forgets: true },
];

function heal({ proxy }: Place): Promise<void> {
  return proxy.heal();
}

/** Without waiting for BUSY: the writes fall into the silence before it. */
async function busy(redis: RedisServer): Promise<void> {
  void redis.busyScript(800);
  await sleep(60);
}

/** The connection breaks while the server sleeps on what it has received: it will execute that when it wakes. */
function resetFrozen({ redis, proxy }: Place): void {
  redis.freeze();
  setTimeout(() => proxy.reset(), 20);
}

/** Whoever reports the failure at the reset is wrong: the writes are still applied when the server wakes. */
function wakeEarly({ redis, proxy }: Place): void {
  redis.freeze();
  setTimeout(() => proxy.reset(), 20);
  setTimeout(() => redis.thaw(), 60);
}

describe('writes through the gate, while Redis fails', () => {
  let place: Place;
  let gate: RedisGate;
  let written = 0;
  const table: string[] = [];

  beforeAll(async () => {
    const redis = await startRedis();
    const proxy = await startFaultProxy({ target: redis.url });
    place = { redis, proxy };
    gate = new RedisGate({ url: proxy.through(redis.url), commandTimeoutMs: deadlineMs });
  });
  afterAll(async () => {
    gate.close();
    await place.proxy.close();
    await place.redis.close();
    process.stdout.write(`${table.join('\n')}\n`);
  });

  const healthy = () =>
    until('the gate to write again', async () => {
      await gate.run(stamp, { key: 'healthy' }, {});
      return true;
    });

  async function round(fault: Fault, count: number): Promise<(Told | null)[]> {
    await healthy();
    const keys = Array.from({ length: count }, () => `write:${(written += 1)}`);
    await fault.on(place);
    const tolds = await storm(gate, keys, patience);
    await fault.off(place);
    await healthy();
    return tolds;
  }

  async function under(fault: Fault): Promise<Tally> {
    const tolds: (Told | null)[] = [];
    while (tolds.length < operations)
      tolds.push(...(await round(fault, Math.min(atOnce, operations - tolds.length))));
    const sum = await tally(place.redis, tolds);
    table.push(`${fault.name}: ${JSON.stringify(sum)}`);
    return sum;
  }

  it.each(faults)(
    '$name: all are settled, none is applied late or twice',
    async (fault) => {
      const sum = await under(fault);
      expect(sum).toMatchObject({ unsettled: 0, appliedLate: 0, appliedTwice: 0, unclassified: 0 });
      expect(sum.failed).toBeGreaterThan(0);
      if (!fault.forgets) expect(sum.lost).toBe(0);
      if (fault.stopsAll) expect(sum).toMatchObject({ failed: operations, failedAndApplied: 0 });
    },
    30_000 + operations * 10,
  );
});
