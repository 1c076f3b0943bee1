import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisServer } from '@secureconnect/testing';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median, takeTurns } from '../figures/rounds';
import { treeCpuTimeMs } from '../load/tree-cpu-time';
import { withProgram } from './job-process';
import { type JobsSubjectName, jobsPeers, jobsSubjectNames } from './jobs-subject';
import { onStage } from './measure-jobs';

interface Idling {
  readonly client: number;
  readonly servers: number;
}

const queues = 20;
const settleMs = 2_000;

async function idle(name: JobsSubjectName, watchMs: number): Promise<Idling> {
  return onStage(async ({ postgres, redis }) => {
    const args = [name, postgres.url, String(redis.port), String(queues)];
    return withProgram('idle-program.ts', args, async ({ pid }) => {
      await sleep(settleMs);
      const used = () => ({
        client: treeCpuTimeMs(pid),
        servers: treeCpuTimeMs(postgres.pid) + cpuOf(redis),
      });
      const before = used();
      await sleep(watchMs);
      const after = used();
      const aSecond = (of: keyof Idling) => ((after[of] - before[of]) / watchMs) * 1_000;
      return { client: aSecond('client'), servers: aSecond('servers') };
    });
  });
}

const cpuOf = ({ pid }: RedisServer): number => treeCpuTimeMs(pid);

/** CPU time a second of a worker for each of twenty empty queues, and of the servers it asks. */
export async function measureIdleQueues({ quick, progress }: BenchmarkContext): Promise<Figure[]> {
  const [rounds, watchMs] = quick ? [1, 2_000] : [2, 10_000];
  const values = await takeTurns(jobsSubjectNames, rounds, (name, round) => {
    progress(`${queues} empty queues, ${name}, round ${round} of ${rounds}`);
    return idle(name, watchMs);
  });
  return (['client', 'servers'] as const).map((of) => {
    const middle = (name: JobsSubjectName) => median(values[name].map((idling) => idling[of]));
    return {
      name: `CPU a second, ${queues} empty queues, ${of}`,
      unit: 'ms',
      ours: middle('ours'),
      peers: Object.fromEntries(jobsPeers.map((peer) => [peer, middle(peer)])),
      ratios: false,
    };
  });
}
