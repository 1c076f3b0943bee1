import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseHealth, DatabaseModule, Drain } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { JobsModule } from '../jobs.module';
import { EnqueueUnansweredError } from '../queue/enqueue-unanswered.error';
import { Jobs } from '../queue/jobs';
import { CreateJobs1763694000000 } from '../table/create-jobs.migration';
import { type Answer, type Order } from './soak-instance.contract';
import { SoakHandlers } from './soak-handlers.contract';
import { soakQueues } from './soak-queues.contract';

// An instance of its own, which takes orders to enqueue from its parent and runs jobs until it is killed:
//   node soak-program.contract.ts <url of PostgreSQL> <file for the record>
const [url = '', record = ''] = process.argv.slice(2);

@Global()
@Module({ providers: [Drain], exports: [Drain] })
class DrainModule {}

@Module({
  imports: [
    DatabaseModule.forRoot({
      service: 'chat',
      url,
      migrations: [CreateJobs1763694000000],
      entities: [],
      migrateOnStart: true,
      poolSize: 8,
      connectTimeoutMs: 500,
      statementTimeoutMs: 1_000,
    }),
    DrainModule,
    JobsModule.forRoot({ leaseMs: 1_500, beatMs: 200, pollMs: 300, drainMs: 300, graceMs: 200 }),
  ],
  providers: [SoakHandlers, { provide: 'RECORD', useValue: record }],
})
class SoakModule {}

/** With the change: both or neither, whatever becomes of the process and of PostgreSQL meanwhile. */
async function enqueueWithChange(source: DataSource, jobs: Jobs, order: Order): Promise<Answer> {
  const { number, takesMs, isUndone } = order;
  await source.transaction(async (manager) => {
    await manager.query('INSERT INTO soak_changes (number) VALUES ($1)', [number]);
    await jobs.enqueue(soakQueues.change, { number, takesMs }, { within: manager });
    if (isUndone) throw new Error('undone');
  });
  return { order: order.order, outcome: 'accepted' };
}

async function obey(source: DataSource, jobs: Jobs, told: Order): Promise<Answer> {
  const { order, queue, number, takesMs, options } = told;
  try {
    if (queue === 'change') return await enqueueWithChange(source, jobs, told);
    await jobs.enqueue(soakQueues[queue], { number, takesMs }, options);
    return { order, outcome: 'accepted' };
  } catch (error) {
    return { order, outcome: error instanceof EnqueueUnansweredError ? 'unknown' : 'refused' };
  }
}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(SoakModule, { abortOnError: false });
  app.enableShutdownHooks(['SIGTERM']);
  await app.get(DatabaseHealth).whenReady();
  const [source, jobs] = [app.get(DataSource), app.get(Jobs)];
  process.on('message', (order: Order) => {
    void obey(source, jobs, order).then((answer) => process.connected && process.send?.(answer));
  });
  process.send?.('ready');
}

process.on('disconnect', () => process.exit(0));
void main();
