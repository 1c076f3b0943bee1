import { type Logger } from '@nestjs/common';
import { type JobDefinition } from '../definition/job-definition';
import { type JobsOptions } from '../jobs.options';
import { type JobTables } from '../worker/job-tables';
import { type Lease } from '../worker/lease';
import { type WorkFloor } from '../worker/work-floor';
import { type WorkerIdentity } from '../worker/worker-identity';
import { Beating } from './beating';
import { DueLook } from './due-look';
import { LostClaims } from './lost-claims';
import { Purge } from './purge';
import { Reaper } from './reaper';
import { Schedules } from './schedules';

/** Whom the tending is for. */
export interface Tended {
  readonly definitions: readonly JobDefinition[];
  readonly tables: JobTables;
  readonly me: WorkerIdentity;
  readonly lease: Lease;
  readonly floor: WorkFloor;
  readonly options: JobsOptions;
  readonly logger: Logger;
}

/** Keeps one worker and its queues going: beats, looks after the others, looks for what is due, clears away. */
export class Tending {
  readonly due: DueLook;
  private readonly beating: Beating;
  private readonly reaper: Reaper;
  private readonly lostClaims: LostClaims;
  private readonly purge: Purge;

  constructor(private readonly tended: Tended) {
    const { definitions, tables, me, lease, floor, options, logger } = tended;
    const atMostOnce = definitions
      .filter(({ delivery }) => delivery === 'at-most-once')
      .map(({ name }) => name);
    const schedules = new Schedules(definitions, tables.schedules, logger);
    const listener = { onReady: (names: readonly string[]) => floor.wake(names) };
    this.due = new DueLook(tables.jobs, schedules, listener, logger, options.pollMs);
    this.reaper = new Reaper(tables.workers, tables.sightings, me.id, atMostOnce, logger, options);
    this.lostClaims = new LostClaims(tables.database, tables.jobs, me.id, floor);
    this.purge = new Purge(tables.keys, tables.dead, options.keepDeadMs, logger);
    this.beating = new Beating(tables.beats, me, atMostOnce, lease, this.listener(), logger, options.beatMs);
  }

  start(): void {
    this.beating.start();
    this.due.now();
    this.purge.start();
  }

  /** Brings nothing new to this worker any more; it goes on beating until it leaves. */
  async stopLooking(): Promise<void> {
    await Promise.all([this.due.stop(), this.purge.stop()]);
  }

  stopBeating(): Promise<void> {
    return this.beating.stop();
  }

  /** Tells the running jobs of this worker whose end is wanted. */
  async endCancelled(): Promise<void> {
    const { tables, me, floor } = this.tended;
    const ids = await tables.jobs.cancelled(me.id);
    if (ids.length > 0) floor.abort('cancelled', new Set(ids));
  }

  private listener() {
    const { floor } = this.tended;
    return {
      onLost: () => floor.abort('lost'),
      onHeld: () => {
        floor.wakeAll();
        this.due.now();
      },
      onBeat: async () => {
        floor.wake(await this.reaper.look());
        await this.endCancelled();
        await this.lostClaims.look();
      },
    };
  }
}
