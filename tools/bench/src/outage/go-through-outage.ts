import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type RedisServer,
  removeFolder,
  ServerProcess,
  startRedis,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { sourceProgram } from '../surroundings/source-program';
import { workspaceRoot } from '../surroundings/workspace';
import { judgeOutage, type OutageVerdict } from './judge-outage';
import { type OutageRecord, wallClock } from './outage-record';
import { type OutageSubjectName } from './outage-subject-names';

/** What is done to Redis: its process ends, or stands still. */
export type Fault = 'SIGKILL' | 'SIGSTOP';

/** How long it is away, and how long it is watched afterwards. */
export interface OutagePlan {
  readonly fault: Fault;
  readonly awayMs: number;
  readonly watchMs: number;
}

/** Between two calls of one subject, all of which run at once. */
const everyMs = 5;

interface Stage {
  readonly redis: RedisServer;
  readonly program: ServerProcess;
  readonly file: string;
}

/** One subject with a Redis of its own goes through an outage. `together` holds it until the others are as far. */
export async function goThroughOutage(
  name: OutageSubjectName,
  plan: OutagePlan,
  together: () => Promise<void>,
): Promise<OutageVerdict> {
  const folder = temporaryFolder('bench');
  const redis = await startRedis();
  const file = join(folder, 'record.json');
  const { args, env } = sourceProgram(
    'outage/outage-program.ts',
    name,
    String(redis.port),
    file,
    String(everyMs),
  );
  const logFile = join(folder, 'output.log');
  const program = new ServerProcess({ command: process.execPath, args, env, logFile, cwd: workspaceRoot });
  try {
    const isReady = () => !program.running || program.log().includes('ready');
    await until(`${name} to be ready`, isReady, { timeout: 60_000, every: 20 });
    if (!program.running) throw new BenchError(`${name} ended at its start:\n${program.log()}`);
    await together();
    return await watch(name, { redis, program, file }, plan);
  } finally {
    await Promise.all([program.kill(), redis.close()]);
    await removeFolder(folder);
  }
}

async function watch(
  name: string,
  { redis, program, file }: Stage,
  plan: OutagePlan,
): Promise<OutageVerdict> {
  const faultAt = wallClock();
  if (plan.fault === 'SIGSTOP') redis.freeze();
  else await redis.kill();
  await sleep(plan.awayMs);
  const healedAt = wallClock();
  if (plan.fault === 'SIGSTOP') redis.thaw();
  else await redis.start();
  const answersAt = wallClock();
  await sleep(plan.watchMs);
  const watchedUntil = wallClock();
  program.signal('SIGTERM');
  await until(`${name} to end`, () => !program.running, { timeout: 10_000, every: 20 });
  if (program.exit?.code !== 0) throw new BenchError(`${name} ended badly:\n${program.log()}`);
  const record = JSON.parse(readFileSync(file, 'utf8')) as OutageRecord;
  return judgeOutage(record, { faultAt, healedAt, answersAt, watchedUntil });
}
