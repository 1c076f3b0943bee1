import {
  type KeptEntry,
  type PendingWrites,
  ReconcilableStore,
  type RehydrateScope,
} from '@secureconnect/resilience';
import { type InvalidationLog } from './invalidation-log';
import { type KeptMark } from './kept-mark';
import { inParts } from './marks';
import { type RelayOutbox } from './relay-outbox';

/** Nobody waits for it, and a Redis that comes back is busy. */
const deadlineMs = 500;

/** Brings what was invalidated while Redis was away into the log, before anybody is served from Redis again. */
export class InvalidationRecovery extends ReconcilableStore<KeptMark> {
  constructor(
    readonly name: string,
    readonly pending: PendingWrites<KeptMark>,
    private readonly log: InvalidationLog,
    private readonly outbox: RelayOutbox,
  ) {
    super();
  }

  async mergeIntoRedis(entries: readonly KeptEntry<KeptMark>[]): Promise<void> {
    const marks = entries.map(({ key }) => key);
    for (const some of inParts(marks)) await this.log.append(some, { deadlineMs });
    this.outbox.forget(marks);
  }

  /** What each instance knows of the log is its record: whatever a new server lacks of it is told to it again. */
  async rehydrate(_scope: RehydrateScope): Promise<void> {
    await this.log.catchUp((ask) => ask({ deadlineMs }));
  }
}
