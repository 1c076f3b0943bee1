import { type SignalName } from './signal';

/** Why a signal did not reach its socket, or not this time. */
export type DropReason = 'old' | 'full' | 'over' | 'duplicate' | 'out_of_order' | 'refused';

/** Where a signal went from here. */
export type SignalWay = 'local' | 'remote' | 'waits';

/** What was relayed since the start. */
export class SignalTally {
  readonly relayed = new Map<SignalName | 'media.state', Record<SignalWay, number>>();
  readonly dropped: Record<DropReason, number> = {
    ...{ old: 0, full: 0, over: 0, duplicate: 0, out_of_order: 0, refused: 0 },
  };

  went(event: SignalName | 'media.state', way: SignalWay): void {
    const ways = this.relayed.get(event) ?? { local: 0, remote: 0, waits: 0 };
    ways[way] += 1;
    this.relayed.set(event, ways);
  }

  drop(reason: DropReason): void {
    this.dropped[reason] += 1;
  }
}
