import { type CallReason, type CallState } from '@secureconnect/contracts';
import { type Call, type Participant } from './call';
import { type Decision, type Told } from './decision';
import { noMedia } from './media';
import { isIn, isLive } from './standing';

type Which = (participant: Participant) => boolean;

/** The next version of a call while it is made, and what is told of it. */
export class CallDraft {
  private call: Call;
  private readonly told: Told[] = [];

  constructor(
    readonly before: Call,
    readonly at: number,
  ) {
    this.call = { ...before, version: before.version + 1 };
  }

  get now(): Call {
    return this.call;
  }

  /** Everybody of whom this is true by now. */
  those(which: Which): readonly string[] {
    return this.call.participants.filter(which).map(({ userId }) => userId);
  }

  /** She is so from now on. */
  become(userId: string, change: Partial<Participant>): void {
    const participants = this.call.participants.map((each) =>
      each.userId === userId ? { ...each, ...change } : each,
    );
    this.call = { ...this.call, participants };
  }

  /** She is not in the call any more, nor called by it; her device and the number of her leg are kept. */
  go(userId: string, reason: NonNullable<Participant['reason']>): void {
    const state = reason === 'kicked' ? 'kicked' : 'left';
    this.become(userId, { state, reason, until: null, media: noMedia, leftAt: this.at });
  }

  add(participant: Participant): void {
    this.call = { ...this.call, participants: [...this.call.participants, participant] };
  }

  /** Somebody besides who called is in it. */
  activate(): void {
    this.call = { ...this.call, state: 'active', answeredAt: this.at };
  }

  /** It is over, and nobody is in it any more. */
  end(state: CallState, reason: CallReason): void {
    for (const userId of this.those(isLive)) this.go(userId, 'call_over');
    this.call = { ...this.call, state, reason, endedAt: this.at };
  }

  /** Told to nobody is not told. */
  tell(event: Told['event'], to: readonly string[], more: Omit<Told, 'event' | 'to'> = {}): void {
    if (to.length > 0) this.told.push({ event, to, ...more });
  }

  /** Told of one to all the others who are in it. */
  tellOthersIn(event: Told['event'], about: string): void {
    this.tell(event, this.others(about, isIn), { about });
  }

  others(userId: string, which: Which): readonly string[] {
    return this.those(which).filter((each) => each !== userId);
  }

  decision(): Extract<Decision, { kind: 'changed' }> {
    return { kind: 'changed', call: this.call, told: this.told };
  }
}
