import {
  type KeptEntry,
  type PendingWrites,
  ReconcilableStore,
  type RehydrateScope,
} from '@secureconnect/resilience';
import { type InvalidationLog } from './invalidation-log';
import { type KeptMark } from './kept-mark';

/** Nobody waits for it, and a Redis that comes back is busy. */
const deadlineMs = 500;

/** Brings what was invalidated while Redis was away into the log, before anybody is served from Redis again. */
export class InvalidationRecovery extends ReconcilableStore<KeptMark> {
  constructor(
    readonly name: string,
    readonly pending: PendingWrites<KeptMark>,
    private readonly log: InvalidationLog,
  ) {
    super();
  }

  async mergeIntoRedis(entries: readonly KeptEntry<KeptMark>[]): Promise<void> {
    await this.log.append(
      entries.map(({ key }) => key),
      { deadlineMs },
    );
  }

  /** What each instance knows of the log is its record: whatever a new server lacks of it is told to it again. */
  async rehydrate(_scope: RehydrateScope): Promise<void> {
    await this.log.catchUp({ deadlineMs });
  }
}
