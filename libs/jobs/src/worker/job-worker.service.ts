import { setTimeout as rest } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DatabaseBroadcast, DatabaseHealth, Drain } from '@secureconnect/platform';
import { JobRegistry } from '../definition/job-registry';
import { FaultLog } from '../fault-log';
import { JOBS_OPTIONS } from '../jobs.constants';
import { type JobsOptions } from '../jobs.options';
import { cancelMessage } from '../table/job-messages';
import { Tending } from '../tending/tending';
import { JobActivity } from './job-activity';
import { JobTables } from './job-tables';
import { Lease } from './lease';
import { NewsForOthers } from './news-for-others';
import { WakeUps } from './wake-ups';
import { WorkFloor } from './work-floor';
import { WorkerIdentity } from './worker-identity';

/** What PostgreSQL does not take within this at the end is left to the lease of this worker. */
const lastWordsMs = 2_000;
/** A job of another process may be due in a while: it is looked at once for all that are told of at the same time. */
const lookAfterNewsMs = 100;

const poolTooSmall =
  'A pool of one or two connections keeps none for the beats of this worker: while handlers hold them, it may be ' +
  'given up for dead, and what it runs is run again. DATABASE_POOL_SIZE: 3 or more.';

/** Runs the handlers of this process from when PostgreSQL is ready until it is drained. */
@Injectable()
export class JobWorker implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Jobs');
  private floor: WorkFloor;
  private news: NewsForOthers;
  private tending: Tending;
  private draining: Promise<void> | undefined;
  private leaveNews: (() => void)[] = [];
  private readonly deaf = new FaultLog('Running jobs are not told that they are cancelled', this.logger);

  constructor(
    private readonly registry: JobRegistry,
    private readonly tables: JobTables,
    private readonly me: WorkerIdentity,
    private readonly wakeUps: WakeUps,
    private readonly activity: JobActivity,
    private readonly health: DatabaseHealth,
    private readonly broadcast: DatabaseBroadcast,
    private readonly drainOfService: Drain,
    @Inject(JOBS_OPTIONS) private readonly options: JobsOptions,
  ) {}

  onModuleInit(): void {
    const { options, tables, me, wakeUps, activity, logger, broadcast } = this;
    // Who only enqueues need not provide every handler, but two of one queue are wrong everywhere.
    const registered = this.registry.collect(options.isWorking);
    if (!options.isWorking) return;
    if (!tables.kept.isKept) logger.warn(poolTooSmall);
    const lease = new Lease(options.leaseMs);
    const publish = (queue: string) => broadcast.publish(tables.database.channel, queue);
    this.news = new NewsForOthers(publish, new FaultLog('Others are not told of their work', logger));
    const parts = { tables, me, lease, wakeUps, activity, options, logger, news: this.news };
    this.floor = new WorkFloor(registered, parts);
    const definitions = registered.map(({ definition }) => definition);
    this.tending = new Tending({ ...parts, definitions, floor: this.floor });
    this.drainOfService.on('begin', () => void this.drain());
  }

  onApplicationBootstrap(): void {
    if (this.options.isWorking) void this.health.whenReady().then(() => this.start());
  }

  async onModuleDestroy(): Promise<void> {
    if (this.options.isWorking) await this.drain();
  }

  private start(): void {
    if (this.draining) return;
    this.leaveNews = [this.hear(), this.wakeUps.subscribe(this.ofThisProcess())];
    this.floor.open();
    this.tending.start();
  }

  private hear(): () => void {
    const { due } = this.tending;
    return this.broadcast.subscribe(this.tables.database.channel, {
      onMessage: (news) => this.heard(news),
      // What was told before is lost.
      onListening: () => due.now(),
    });
  }

  private async heard(news: string): Promise<void> {
    if (news !== cancelMessage) {
      this.floor.wake([news]);
      return this.tending.due.within(lookAfterNewsMs);
    }
    // It is asked again with each beat.
    await this.tending.endCancelled().catch((error) => this.deaf.note(error));
  }

  private ofThisProcess() {
    return {
      ready: (names: readonly string[]) => this.floor.wake(names),
      dueIn: (ms: number) => this.tending.due.within(ms),
    };
  }

  private drain(): Promise<void> {
    return (this.draining ??= this.leave());
  }

  /**
   * No claims; what runs may end; then it is told to; then its jobs are given back, and this worker is no more. For
   * PostgreSQL it waits at the end alone, and no longer than it has last words for: it may be frozen.
   */
  private async leave(): Promise<void> {
    const { floor, tending, options } = this;
    for (const leave of this.leaveNews) leave();
    const idle = Promise.all([floor.close(), tending.stopLooking()]);
    await floor.emptied(options.drainMs);
    floor.abort('stopped');
    await floor.emptied(options.graceMs);
    floor.giveUp();
    await Promise.race([this.lastWords(idle), rest(lastWordsMs, undefined, { ref: false })]).finally(() => {
      floor.endings.stop();
      void tending.stopBeating();
    });
  }

  /** What is not written back is found by others once the beat of this worker has stood still for the lease. */
  private async lastWords(idle: Promise<unknown>): Promise<void> {
    const { floor, tending, tables } = this;
    await idle;
    await floor.endings.settled();
    await tending.stopBeating();
    await tables.kept.release();
    // Who takes leave gives back all it has; of what is not written, some was done.
    if (floor.endings.size > 0) return;
    const fault = new FaultLog('This worker could not take its leave', this.logger);
    await this.farewell().catch((error) => fault.note(error));
  }

  private async farewell(): Promise<void> {
    const { tables, news, me } = this;
    for (const name of await tables.workers.leave(me.id)) news.tell(name);
    await news.told();
  }
}
