import { patienceMs } from '@secureconnect/realtime';
import { type CallReads } from './call-reads';
import { type DeliveryTally } from './delivery-tally';
import { type FollowedCall } from './followed-call';

/** For the changes in between: two instances that commit one after the other may be heard the other way round. */
const graceMs = 100;

interface CatchUp {
  timer?: NodeJS.Timeout;
  failures: number;
}

/** Brings calls that are behind to where the record is; one reader a call, until the record has answered. */
export class CatchUps {
  private readonly due = new Map<FollowedCall, CatchUp>();

  constructor(
    private readonly reads: CallReads,
    private readonly tally: DeliveryTally,
    private readonly onCaughtUp: (call: FollowedCall) => void,
  ) {}

  /** Calls that are to be read, or are being read. */
  get size(): number {
    return this.due.size;
  }

  /** Unless what is missing comes by itself. */
  soon(call: FollowedCall): void {
    if (!this.due.has(call)) this.arm(call, { failures: 0 }, graceMs);
  }

  /** Without waiting for what might come. */
  now(call: FollowedCall): void {
    const entry = this.due.get(call) ?? { failures: 0 };
    if (this.due.has(call) && !entry.timer) return;
    clearTimeout(entry.timer);
    this.begin(call, entry);
  }

  /** It is followed no longer. */
  stop(call: FollowedCall): void {
    clearTimeout(this.due.get(call)?.timer);
    this.due.delete(call);
  }

  stopAll(): void {
    for (const call of [...this.due.keys()]) this.stop(call);
  }

  private arm(call: FollowedCall, entry: CatchUp, ms: number): void {
    // One that was begun is ended, whatever was heard meanwhile: it may have been begun without being behind.
    const isNeeded = () => call.isBehind || entry.failures > 0;
    const fire = () => (isNeeded() ? this.begin(call, entry) : this.stop(call));
    entry.timer = setTimeout(fire, ms).unref();
    this.due.set(call, entry);
  }

  private begin(call: FollowedCall, entry: CatchUp): void {
    entry.timer = undefined;
    this.due.set(call, entry);
    void this.read(call, entry).then(
      () => this.due.get(call) === entry && this.due.delete(call) && this.onCaughtUp(call),
      () => this.due.get(call) === entry && this.failed(call, entry),
    );
  }

  private failed(call: FollowedCall, entry: CatchUp): void {
    this.tally.catchUps.failed += 1;
    entry.failures += 1;
    this.arm(call, entry, patienceMs(entry.failures));
  }

  private async read(call: FollowedCall, entry: CatchUp): Promise<void> {
    do {
      const known = call.knownVersion;
      const found = await this.reads.changesAfter(call.id, call.version);
      // One that is followed no longer is told to nobody.
      if (this.due.get(call) !== entry) return;
      const from = call.version;
      call.catchUp(
        found.filter((each) => each.call.version > from),
        known,
      );
      this.tally.read += Math.max(0, call.version - from);
    } while (call.isBehind);
    this.tally.catchUps.caught_up += 1;
  }
}
