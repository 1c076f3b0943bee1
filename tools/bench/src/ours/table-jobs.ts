import { Global, type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CreateJobs1763694000000,
  defineJob,
  Job,
  type JobDefinition,
  Jobs,
  JobsModule,
} from '@secureconnect/jobs';
import { DatabaseHealth, DatabaseModule, Drain } from '@secureconnect/platform';
import { IsInt, IsString } from 'class-validator';
import { atOnce, type JobLoad, type JobServers, type StartJobs } from '../jobs/jobs-subject';

class Load implements JobLoad {
  @IsInt()
  number: number;

  @IsString()
  to: string;

  @IsString()
  text: string;
}

type OnRun = (load: JobLoad) => void;

@Global()
@Module({ providers: [Drain], exports: [Drain] })
class DrainModule {}

/** A provider with one handler for each queue. */
function handlersOf(definitions: readonly JobDefinition<Load>[], onRun: OnRun) {
  @Injectable()
  class Handlers {}
  for (const [index, definition] of definitions.entries()) {
    const handler = { value: async (load: Load): Promise<void> => onRun(load), configurable: true };
    Object.defineProperty(Handlers.prototype, `run${index}`, handler);
    Job(definition)(Handlers.prototype, `run${index}`, handler);
  }
  return Handlers;
}

async function start(
  { postgresUrl: url }: JobServers,
  definitions: readonly JobDefinition<Load>[],
  onRun?: OnRun,
): Promise<INestApplicationContext> {
  const database = DatabaseModule.forRoot({
    service: 'chat',
    url,
    migrations: [CreateJobs1763694000000],
    entities: [],
    migrateOnStart: true,
    poolSize: 10,
    connectTimeoutMs: 1_000,
    statementTimeoutMs: 5_000,
  });
  @Module({
    imports: [database, DrainModule, JobsModule.forRoot({ isWorking: onRun !== undefined })],
    providers: onRun ? [handlersOf(definitions, onRun)] : [],
  })
  class BenchModule {}
  const app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error'] });
  await app.get(DatabaseHealth).whenReady();
  return app;
}

/** Ours as a service has it: payloads checked at both ends, its own PostgreSQL schema, fsync on. */
export const tableJobs: StartJobs = async (servers, count) => {
  const definitions = Array.from({ length: count }, (_, index) =>
    defineJob({ name: `bench-${index}`, payload: Load, concurrency: atOnce }),
  );
  let app = await start(servers, definitions);
  let jobs = app.get(Jobs);
  return {
    enqueue: (load) => jobs.enqueue(definitions[0] as JobDefinition<Load>, load),
    async work(onRun) {
      await app.close();
      app = await start(servers, definitions, onRun);
      jobs = app.get(Jobs);
    },
  };
};
