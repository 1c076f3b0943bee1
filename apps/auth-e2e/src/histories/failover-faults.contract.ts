import { setTimeout as sleep } from 'node:timers/promises';
import { type SentinelGroup } from '@secureconnect/testing';
import { type Faults } from './redis-faults.contract';

/** The master dies and comes back as a replica, with nothing of its own. */
async function replaceMaster(group: SentinelGroup): Promise<void> {
  const old = await group.master();
  await group.killMaster();
  await old.start();
  await group.inStep();
}

/** What happens to a master and its replicas while clients go on; each ends with another master, and all in step. */
export const failoverFaults: Faults<SentinelGroup> = {
  'handed over in order': async (group) => {
    await group.failover();
    await group.inStep();
  },
  'killed, a replica follows': replaceMaster,
  'killed, a replica follows that lacks the last writes': async (group, dice) => {
    await group.lag();
    await sleep(dice.between(100, 1_500));
    await replaceMaster(group);
  },
};
