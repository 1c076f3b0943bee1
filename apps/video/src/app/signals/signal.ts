import { type CallServerEvents } from '@secureconnect/contracts';

/** What one participant of a call says to another; passed on, and in no record. */
export type SignalName = 'offer' | 'answer' | 'candidates' | 'candidates.end' | 'ice.restart';

/** What a signal has besides who it is from, as it came. */
export type SignalData = Omit<Parameters<CallServerEvents[SignalName]>[0], 'call_id' | 'from' | 'signal_id'>;

/** Who says something to whom, in which call. */
export interface Pair {
  readonly callId: string;
  readonly from: string;
  readonly to: string;
}

/** One signal of a pair. */
export interface Signal {
  /** Of the sender's leg, see `SignalPlace`. */
  readonly id: string;
  readonly event: SignalName;
  readonly data: SignalData;
}
