import { type CallEvent } from '../machine/call-event';
import { type Call } from '../machine/call';
import { type Told } from '../machine/decision';

/** One version of a call: what made it, the call as it was then, what is told of it. What its outbox row holds. */
export interface CallChange {
  readonly call: Call;
  readonly cause: CallEvent['kind'] | 'begin';
  readonly told: readonly Told[];
}
