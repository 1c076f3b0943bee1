import { join } from 'node:path';
import {
  Dice,
  type PostgresServer,
  removeFolder,
  startPostgres,
  startRedis,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { makeFaults, type Scene } from './soak-faults.contract';
import { SoakInstance } from './soak-instance.contract';
import { type Extent, Producers } from './soak-producers.contract';
import { type SoakQueue } from './soak-queues.contract';
import { soakRecord } from './soak-record.contract';
import { judgeSoak, type SoakHistory, type SoakVerdict } from './soak-verdict.contract';

/** What one soak came to. */
export interface SoakFindings extends SoakVerdict {
  readonly seed: number;
  readonly made: Readonly<Record<string, number>>;
}

const tables = `
  CREATE TABLE chat.soak_effects (key text PRIMARY KEY, queue text NOT NULL, number integer NOT NULL);
  CREATE TABLE chat.soak_in_end (number integer NOT NULL);
  CREATE TABLE chat.soak_changes (number integer NOT NULL);
  GRANT ALL ON chat.soak_effects, chat.soak_in_end, chat.soak_changes TO PUBLIC`;

async function tableHistory(postgres: PostgresServer) {
  const numbers = async (from: string) =>
    (await postgres.sql<{ number: number }>(`SELECT number FROM chat.${from}`)).map(({ number }) => number);
  const of = (queue: SoakQueue) => numbers(`soak_effects WHERE queue = '${queue}'`);
  const dead = await postgres.sql<{ name: string; payload: string; reason: string }>(
    'SELECT name, payload, reason FROM chat.dead_jobs',
  );
  return {
    effects: {
      effect: await of('effect'),
      ordered: await of('ordered'),
      change: await of('change'),
      inEnd: await numbers('soak_in_end'),
      once: [],
    },
    changes: await numbers('soak_changes'),
    dead: dead.map(({ name, payload, reason }) => ({
      queue: name,
      number: (JSON.parse(payload) as { number: number }).number,
      reason,
    })),
  };
}

async function leftOnceQuiet(postgres: PostgresServer): Promise<number> {
  const count = async () =>
    (await postgres.sql<{ left: number }>('SELECT count(*)::int AS left FROM chat.jobs'))[0]?.left ?? -1;
  await until('all jobs to end', async () => (await count()) === 0, { timeout: 60_000, every: 50 }).catch(
    () => undefined, // How many are left is the finding.
  );
  return count();
}

async function soakIn(scene: Scene, record: string, seed: number, extent: Extent): Promise<SoakFindings> {
  const { postgres, instances } = scene;
  const producers = new Producers(instances, new Dice(seed), new Dice(seed + 2));
  let isOver = false;
  const faults = makeFaults(scene, new Dice(seed + 1), () => isOver, extent.faults);
  await producers.run(extent).finally(() => (isOver = true));
  const made = await faults;
  const left = await leftOnceQuiet(postgres);
  const { asked } = producers;
  const history: SoakHistory = {
    asked,
    left,
    lines: soakRecord.read(record),
    ...(await tableHistory(postgres)),
  };
  return { seed, made, ...judgeSoak(history) };
}

/** Two instances take jobs and run them while they, PostgreSQL and Redis fail in an order that the seed gives. */
export async function runSoak(seed: number, extent: Extent): Promise<SoakFindings> {
  const folder = temporaryFolder('soak');
  const record = join(folder, 'record.jsonl');
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const instances = ['one', 'two'].map(
    (name) => new SoakInstance(postgres.url, record, join(folder, `${name}.log`)),
  );
  try {
    await Promise.all(instances.map((instance) => instance.start()));
    await postgres.sql(tables);
    return await soakIn({ postgres, redis, instances }, record, seed, extent);
  } finally {
    await Promise.all(instances.map((instance) => instance.end('SIGKILL')));
    await Promise.all([postgres.close(), redis.close()]);
    await removeFolder(folder);
  }
}
