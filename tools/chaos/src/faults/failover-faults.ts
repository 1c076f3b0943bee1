import { setTimeout as sleep } from 'node:timers/promises';
import { type SentinelGroup } from '@secureconnect/testing';
import { type StormFault } from './storm-fault';
import { redisWell } from './redis-struck';

const shortLagMs = 1_000;

const groupFault = (
  name: string,
  does: string,
  begin: (group: SentinelGroup, forMs: number) => Promise<void>,
): StormFault => ({
  ...{ name, does, takes: 'redis' as const, forms: ['sentinel'] as const },
  targets: ({ redis }) => redis,
  begin: async (system, _target, forMs) => {
    const { group } = system.redis;
    if (!group) throw new Error(`${name} needs Sentinels.`);
    await begin(group, forMs);
    return () => redisWell(system);
  },
});

/** Where Sentinels say who is master: it is replaced. */
export const failoverFaults: readonly StormFault[] = [
  groupFault('redis-handed-over', 'the Sentinels hand over to a replica', async (group) => {
    await group.failover();
  }),
  groupFault('redis-failed-over', 'the master is killed and a replica follows', async (group) => {
    await group.killMaster();
  }),
  groupFault(
    'redis-failed-over-lagging',
    'the master is killed and a replica follows that lacks the last writes',
    async (group, forMs) => {
      await group.lag();
      await sleep(Math.min(shortLagMs, forMs));
      await group.killMaster();
    },
  ),
];
