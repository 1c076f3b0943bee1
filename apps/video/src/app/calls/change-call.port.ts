import { type CallEvent } from '../machine/call-event';
import { type Call } from '../machine/call';

/** What happened, but for the time: the record says when. */
export type Happening = CallEvent extends infer Each
  ? Each extends CallEvent
    ? Omit<Each, 'at'>
    : never
  : never;

/** Changes a call under its lock, as the machine decides; publishes what is told of it once that is committed. */
export abstract class ChangeCall {
  /** Gives the call as it is after that; rejects with the machine's refusal, or `CallUnknownError`. */
  abstract apply(callId: string, happening: Happening): Promise<Call>;
}
