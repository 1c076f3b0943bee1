import { Injectable } from '@nestjs/common';
import { defineJob, Job } from '@secureconnect/jobs';
import { InjectSettings } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type SyncValues } from '../sync/sync.settings';

/** There is nothing to say. */
class Nothing {}

/** Forgets changes that nobody may ask for any longer, in all instances together. */
export const forgetOldChanges = defineJob({
  name: 'forget-old-changes',
  payload: Nothing,
  attempts: 3,
  concurrency: 1,
  repeat: { everyMs: 600_000 },
});

const batch = 1_000;
/** Of each ten minutes: what is left waits for the next time. */
const mostMs = 60_000;
/** A cursor is honoured to its last hour, so what it stands on is kept a little longer. */
const marginHours = 24;

const sql = `
  DELETE FROM changes WHERE (conversation_id, version) IN (
    SELECT conversation_id, version FROM changes
    WHERE at < clock_timestamp() - make_interval(days => $1, hours => ${marginHours}) ORDER BY at LIMIT $2
    FOR UPDATE SKIP LOCKED)`;

/** Its handler; in batches so small that no request notices. */
@Injectable()
export class ChangeKeeping {
  constructor(
    private readonly source: DataSource,
    @InjectSettings() private readonly settings: SyncValues,
  ) {}

  @Job(forgetOldChanges)
  async run(): Promise<void> {
    await this.forget();
  }

  /** Gives how many changes it has forgotten. */
  async forget(): Promise<number> {
    const until = performance.now() + mostMs;
    let forgotten = 0;
    for (let now = batch; now === batch && performance.now() < until; forgotten += now)
      [, now] = await this.source.query<[unknown, number]>(sql, [this.settings.SYNC_KEPT_DAYS, batch]);
    return forgotten;
  }
}
