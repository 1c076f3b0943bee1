import { setImmediate as breathe } from 'node:timers/promises';
import {
  type KeptEntry,
  type PendingWrites,
  ReconcilableStore,
  type RehydrateScope,
} from '@secureconnect/resilience';
import { type NumberedRevocation } from './numbered-revocation';
import { type RevocationIndex } from './revocation-index';
import { type RevocationRecord } from './revocation-record';

const pageSize = 500;
const atOnce = 250;
/** For one round trip of recovery, which nobody waits for. */
const deadlineMs = 500;

/** Brings Redis what it lacks: what was kept for it, and what the record has. */
export class RevocationRecovery extends ReconcilableStore<NumberedRevocation> {
  readonly name = 'revocations';

  constructor(
    readonly pending: PendingWrites<NumberedRevocation>,
    private readonly record: RevocationRecord,
    private readonly index: RevocationIndex,
  ) {
    super();
  }

  async mergeIntoRedis(entries: readonly KeptEntry<NumberedRevocation>[]): Promise<void> {
    const states = entries.map(({ state }) => state);
    const highest = states.reduce((seq, state) => Math.max(seq, state.seq), 0);
    await this.index.bring(states, highest, deadlineMs);
  }

  async rehydrate({ since }: RehydrateScope, signal: AbortSignal): Promise<void> {
    await this.bringAfter(0, signal, since);
  }

  /** Brings what was recorded after a number; the highest number last, so that Redis never knows it without them. */
  async bringAfter(seq: number, signal: AbortSignal, since?: number): Promise<void> {
    for (let after = seq; ;) {
      const { head, entries } = await this.record.after(after, pageSize, since);
      for (let at = 0; at < entries.length; at += atOnce) {
        signal.throwIfAborted();
        await this.index.bring(entries.slice(at, at + atOnce), 0, deadlineMs);
        await breathe();
      }
      after = entries.at(-1)?.seq ?? after;
      if (entries.length === pageSize) continue;
      signal.throwIfAborted();
      return this.index.bring([], head, deadlineMs);
    }
  }
}
