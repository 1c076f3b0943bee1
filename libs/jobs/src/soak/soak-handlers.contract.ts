import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Job } from '../definition/job.decorator';
import { type RunningJob } from '../worker/running-job';
import { change, effect, inEnd, once, ordered, type SoakQueue, type Work } from './soak-queues.contract';
import { soakRecord } from './soak-record.contract';

/** The work of the soak; every seventeenth job fails at first. */
@Injectable()
export class SoakHandlers {
  constructor(
    private readonly source: DataSource,
    @Inject('RECORD') private readonly record: string,
  ) {}

  @Job(effect)
  effect(work: Work, job: RunningJob): Promise<void> {
    return this.run('effect', work, job, () => this.leaveEffect('effect', work, job));
  }

  @Job(ordered)
  ordered(work: Work, job: RunningJob): Promise<void> {
    return this.run('ordered', work, job, () => this.leaveEffect('ordered', work, job));
  }

  @Job(change)
  change(work: Work, job: RunningJob): Promise<void> {
    return this.run('change', work, job, () => this.leaveEffect('change', work, job));
  }

  @Job(inEnd)
  inEnd(work: Work, job: RunningJob): Promise<void> {
    const insert = 'INSERT INTO soak_in_end (number) VALUES ($1)';
    return this.run('inEnd', work, job, () => job.endIn((manager) => manager.query(insert, [work.number])));
  }

  @Job(once)
  once(work: Work, job: RunningJob): Promise<void> {
    return this.run('once', work, job, async () => undefined);
  }

  private async run(
    queue: SoakQueue,
    { number, takesMs }: Work,
    { attempt }: RunningJob,
    act: () => Promise<unknown>,
  ): Promise<void> {
    soakRecord.write(this.record, { what: 'begin', queue, number, attempt });
    await sleep(takesMs);
    if (attempt === 1 && number % 17 === 0 && queue !== 'once') throw new Error('not at first');
    await act();
    soakRecord.write(this.record, { what: 'done', queue, number, attempt });
  }

  /** As whoever cannot use endIn would: twice is once by the key of the job. */
  private async leaveEffect(queue: SoakQueue, { number }: Work, { key }: RunningJob): Promise<void> {
    await this.source.query(
      'INSERT INTO soak_effects (key, queue, number) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING',
      [key, queue, number],
    );
  }
}
