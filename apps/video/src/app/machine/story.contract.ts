import { type Call, type Participant } from './call';
import { type Beginning, beginCall } from './begin-call';
import { type CallEvent } from './call-event';
import { defaultCallRules } from './call-rules';
import { decideCall } from './decide-call';
import { type Decision, type Told } from './decision';

/** What happens, but for the time. */
export type Happens = CallEvent extends infer Each
  ? Each extends CallEvent
    ? Omit<Each, 'at'>
    : never
  : never;

/** A small group, and little time. */
export const rules = { ...defaultCallRules, mostParticipants: 3 };

/** One call and what happened to it, as a spec tells it. */
export class Story {
  call: Call;
  said: Decision;
  at = 1_000;

  private constructor(beginning: Partial<Beginning>) {
    const ids = { id: 'call', conversationId: 'conversation' };
    const ada = { callerId: 'ada', device: 'ada-1', type: 'video' as const, busy: [] };
    const begun = beginCall({ ...ids, ...ada, isDirect: true, others: ['bob'], at: 0, ...beginning }, rules);
    this.call = begun.call;
    this.said = begun;
  }

  /** Ada calls Bob. */
  static direct(beginning: Partial<Beginning> = {}): Story {
    return new Story(beginning);
  }

  /** Ada calls Bob and Cy; Dot and Eve are in the conversation, and not called. */
  static group(beginning: Partial<Beginning> = {}): Story {
    return new Story({ isDirect: false, others: ['bob', 'cy'], ...beginning });
  }

  /** What was told, each as `event about → whom`. */
  get told(): string[] {
    return this.said.kind === 'changed' ? this.said.told.map(spell) : [];
  }

  /** The code it was refused by, or `changed`, or `unchanged`. */
  get answer(): string {
    return this.said.kind === 'refused' ? this.said.code : this.said.kind;
  }

  /** `state/reason` of the call, version aside. */
  get state(): string {
    return [this.call.state, ...(this.call.reason ? [this.call.reason] : [])].join('/');
  }

  /** `state/reason` of somebody. */
  is(userId: string): string {
    const { state, reason } = this.of(userId);
    return [state, ...(reason ? [reason] : [])].join('/');
  }

  of(userId: string): Participant {
    const found = this.call.participants.find((each) => each.userId === userId);
    if (!found) throw new Error(`${userId} is no participant`);
    return found;
  }

  does(happening: Happens): this {
    const event = { at: this.at, ...happening } as CallEvent;
    this.said = decideCall(this.call, event, rules);
    if (this.said.kind === 'changed') this.call = this.said.call;
    return this;
  }

  accepts(userId: string, device = `${userId}-1`): this {
    return this.does({ kind: 'accept', userId, device });
  }

  joins(userId: string, device = `${userId}-1`): this {
    return this.does({ kind: 'join', userId, device });
  }

  declines(userId: string): this {
    return this.does({ kind: 'decline', userId });
  }

  leaves(userId: string): this {
    return this.does({ kind: 'leave', userId });
  }

  attaches(userId: string, device = `${userId}-1`): this {
    return this.does({ kind: 'attach', userId, device });
  }

  /** A socket of hers that did not ask for it is there, where that leg was the last one heard of. */
  isAttached(userId: string, insteadOf: number): this {
    return this.does({ kind: 'attach', userId, device: `${userId}-1`, insteadOf });
  }

  kicks(userId: string, target: string, mayRule = false): this {
    return this.does({ kind: 'kick', userId, target, mayRule });
  }

  ends(userId: string, mayRule = false): this {
    return this.does({ kind: 'end', userId, mayRule });
  }

  /** All deadlines by then are over. */
  waits(until: number): this {
    this.at = until;
    return this.does({ kind: 'deadline' });
  }
}

const spell = ({ event, to, about, exceptDevice }: Told): string =>
  [event, ...(about ? [about] : []), '→', ...to, ...(exceptDevice ? [`but ${exceptDevice}`] : [])].join(' ');
