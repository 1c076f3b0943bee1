import { DeliveryReads } from '@secureconnect/realtime';
import { type CallChange } from '../calls/call-change';
import { type CallRecord, type HeldLeg } from '../calls/call-record.port';
import { type Call } from '../machine/call';
import { type DeliveryTally } from './delivery-tally';

/** The record as delivery reads it: so many at a time and no more, and each within its deadline. */
export class CallReads extends DeliveryReads {
  constructor(
    private readonly record: CallRecord,
    tally: DeliveryTally,
  ) {
    super(tally);
  }

  openOf(userIds: readonly string[]): Promise<readonly Call[]> {
    return this.read('open', () => this.record.openOf(userIds));
  }

  changesAfter(callId: string, version: number): Promise<readonly CallChange[]> {
    return this.read('changes', () => this.record.changesAfter(callId, version));
  }

  renew(legs: readonly HeldLeg[]): Promise<readonly HeldLeg[]> {
    return this.read('renew', () => this.record.renew(legs));
  }
}
