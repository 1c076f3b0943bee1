import { type INestApplicationContext, Inject, Injectable, type Type } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseHealth, DatabaseModule, Drain, newId } from '@secureconnect/platform';
import { type PostgresServer, until } from '@secureconnect/testing';
import { IsString } from 'class-validator';
import { DataSource, type QueryRunner } from 'typeorm';
import { defineJob } from '../definition/define-job';
import { type JobDefinition } from '../definition/job-definition';
import { Job } from '../definition/job.decorator';
import { writePayload } from '../definition/payload';
import { JobsModule } from '../jobs.module';
import { type JobsOptions } from '../jobs.options';
import { CreateJobs1763694000000 } from '../table/create-jobs.migration';
import { type NewJob } from '../table/job-row';
import { JobActivity } from './job-activity';
import { JobTables } from './job-tables';
import { type RunningJob } from './running-job';

export class Note {
  @IsString()
  text: string;
}

const shared = { payload: Note, backoff: { firstMs: 20, mostMs: 40 }, deadlineMs: 20_000 };

/** Run until it succeeds, three times at most. */
export const note = defineJob({ ...shared, name: 'note', attempts: 3, concurrency: 4 });
export const once = defineJob({ ...shared, name: 'once', delivery: 'at-most-once', concurrency: 4 });
/** Late soon. */
export const brief = defineJob({ ...shared, name: 'brief', attempts: 2, concurrency: 1, deadlineMs: 100 });
/** Three at once, wherever. */
export const scarce = defineJob({ ...shared, name: 'scarce', overall: 3, concurrency: 4 });

/** One at once, wherever. */
export const lone = defineJob({ ...shared, name: 'lone', overall: 1, concurrency: 4 });

/** One call of a handler. */
export interface Run {
  readonly instance: string;
  readonly queue: string;
  readonly id: string;
  readonly attempt: number;
  readonly text: string;
}

type Behaviour = (payload: Note, job: RunningJob, instance: string) => void | Promise<void>;

/** What handlers do, and what they were called with. */
export const lab = {
  runs: [] as Run[],
  does: undefined as Behaviour | undefined,
  reset(): void {
    lab.runs = [];
    lab.does = undefined;
  },
  async run(queue: string, payload: Note, job: RunningJob, instance: string): Promise<void> {
    lab.runs.push({ instance, queue, id: job.id, attempt: job.attempt, text: payload.text });
    await lab.does?.(payload, job, instance);
  },
};

@Injectable()
export class LabHandlers {
  constructor(@Inject('INSTANCE') private readonly instance: string) {}

  @Job(note)
  note(payload: Note, job: RunningJob): Promise<void> {
    return lab.run('note', payload, job, this.instance);
  }

  @Job(once)
  once(payload: Note, job: RunningJob): Promise<void> {
    return lab.run('once', payload, job, this.instance);
  }

  @Job(brief)
  brief(payload: Note, job: RunningJob): Promise<void> {
    return lab.run('brief', payload, job, this.instance);
  }

  @Job(lone)
  lone(payload: Note, job: RunningJob): Promise<void> {
    return lab.run('lone', payload, job, this.instance);
  }

  @Job(scarce)
  scarce(payload: Note, job: RunningJob): Promise<void> {
    return lab.run('scarce', payload, job, this.instance);
  }
}

@Global()
@Module({ providers: [Drain], exports: [Drain] })
class DrainModule {}

/** One process's worth of jobs. */
export interface Instance {
  readonly app: INestApplicationContext;
  readonly tables: JobTables;
  readonly activity: JobActivity;
  readonly lines: string[];
}

/** Resolves when its schema is as it should be. */
export const ready = ({ app }: Instance): Promise<boolean> =>
  until('the schema', () => app.get(DatabaseHealth).ready);

/** Short times, so that what takes a lease is seen soon. */
export const shortTimes: Partial<JobsOptions> = {
  leaseMs: 1_500,
  beatMs: 150,
  pollMs: 300,
  drainMs: 400,
  graceMs: 100,
};

/** Starts an application with the handlers of the lab, or with others. */
export async function startInstance(
  name: string,
  url: string,
  options: Partial<JobsOptions> = {},
  handlers: readonly Type[] = [LabHandlers],
  bounds: { poolSize?: number; statementTimeoutMs?: number } = {},
): Promise<Instance> {
  const lines: string[] = [];
  const keep = (line: unknown): number => lines.push(typeof line === 'string' ? line : JSON.stringify(line));
  const database = DatabaseModule.forRoot({
    service: 'chat',
    url,
    migrations: [CreateJobs1763694000000],
    entities: [],
    migrateOnStart: true,
    poolSize: 6,
    connectTimeoutMs: 500,
    statementTimeoutMs: 1_000,
    ...bounds,
  });
  @Module({
    imports: [database, DrainModule, JobsModule.forRoot({ ...shortTimes, ...options })],
    providers: [...handlers, { provide: 'INSTANCE', useValue: name }],
  })
  class InstanceModule {}
  const logger = { log: keep, warn: keep, error: keep };
  const app = await NestFactory.createApplicationContext(InstanceModule, { logger, abortOnError: false });
  return { app, tables: app.get(JobTables), activity: app.get(JobActivity), lines };
}

type More = Partial<Omit<NewJob, 'id' | 'name' | 'payload'>>;

/** Puts jobs in as `enqueue` does; gives their ids. */
export async function put(
  { tables }: Instance,
  definition: JobDefinition<Note>,
  texts: readonly string[],
  more: More = {},
): Promise<string[]> {
  const jobs = texts.map((text) => ({
    id: newId(),
    name: definition.name,
    payload: writePayload(definition, { text }),
    ...more,
  }));
  await tables.jobs.insert(jobs);
  return jobs.map(({ id }) => id);
}

/** Takes every connection that the pool still gives, for good; they come back with what it returns. */
export async function takeConnections({ app }: Instance): Promise<() => Promise<unknown>> {
  const taken: QueryRunner[] = [];
  for (let isLeft = true; isLeft;) {
    const runner = app.get(DataSource).createQueryRunner();
    isLeft = await runner.connect().then(
      () => taken.push(runner) > 0,
      () => false,
    );
  }
  return () => Promise.all(taken.map((runner) => runner.release()));
}

/** What the tables of the lab hold. */
export const countsOf = async (postgres: PostgresServer): Promise<{ live: number; dead: number }> => {
  const [row] = await postgres.sql<{ live: number; dead: number }>(
    'SELECT (SELECT count(*)::int FROM chat.jobs) AS live, (SELECT count(*)::int FROM chat.dead_jobs) AS dead',
  );
  return row as { live: number; dead: number };
};

/** Resolves when no job is left that has not ended. */
export const allEnded = (postgres: PostgresServer, timeout = 20_000): Promise<boolean> =>
  until('all jobs to end', async () => (await countsOf(postgres)).live === 0, { timeout });

/** Dead letters, by what they say. */
export const deadLetters = (postgres: PostgresServer) =>
  postgres.sql<{ name: string; reason: string; last_error: string; attempt: number }>(
    'SELECT name, reason, last_error, attempt FROM chat.dead_jobs ORDER BY died_at',
  );
