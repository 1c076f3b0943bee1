import { type CallType } from '@secureconnect/contracts';
import { type Call, type Participant } from './call';
import { type CallRules } from './call-rules';
import { type Decision, type Told } from './decision';
import { firstMedia, noMedia } from './media';
import { isCalled } from './standing';

/** Who calls whom, where, and when. */
export interface Beginning {
  readonly id: string;
  readonly conversationId: string;
  readonly isDirect: boolean;
  readonly type: CallType;
  readonly callerId: string;
  readonly device: string;
  /** Who is rung: one at least. */
  readonly others: readonly string[];
  /** Those of them who are in another call. */
  readonly busy: readonly string[];
  readonly at: number;
}

/** The first version of a call. Who is in another one is not rung; if all are, it is over at once. */
export function beginCall(beginning: Beginning, rules: CallRules): Extract<Decision, { kind: 'changed' }> {
  const { id, conversationId, isDirect, type, callerId, others, at } = beginning;
  const ringUntil = at + rules.ringMs;
  const called = others.map((userId) => calledOne(beginning, userId, ringUntil));
  const isBusy = !called.some(isCalled);
  const caller = isBusy ? goneCaller(beginning) : joinedCaller(beginning, at + rules.leaseMs);
  const call: Call = {
    ...{ id, conversationId, isDirect, type, callerId, version: 1, createdAt: at, ringUntil },
    ...{ state: isBusy ? 'busy' : 'ringing', reason: isBusy ? 'busy' : null },
    ...{ participants: [caller, ...called], answeredAt: null, endedAt: isBusy ? at : null },
  };
  return { kind: 'changed', call, told: toldOf(call) };
}

const nobody = {
  reason: null,
  device: null,
  leg: 0,
  until: null,
  media: noMedia,
  joinedAt: null,
  leftAt: null,
};

function calledOne({ busy, at }: Beginning, userId: string, until: number): Participant {
  if (busy.includes(userId)) return { ...nobody, userId, state: 'left', reason: 'busy', leftAt: at };
  return { ...nobody, userId, state: 'invited', until };
}

/** She has no leg yet: a socket of her device has to come before the lease is over. */
const joinedCaller = ({ callerId: userId, device, type, at }: Beginning, until: number): Participant => ({
  ...nobody,
  ...{ userId, state: 'joined', device, until, media: firstMedia(type), joinedAt: at },
});

const goneCaller = ({ callerId: userId, device, at }: Beginning): Participant => ({
  ...nobody,
  ...{ userId, state: 'left', reason: 'call_over', device, leftAt: at },
});

/** Who is busy missed it, and may join where others are called as well. */
function toldOf({ state, callerId, participants }: Call): readonly Told[] {
  const those = (which: (each: Participant) => boolean) =>
    participants.filter(which).map(({ userId }) => userId);
  const told: readonly Told[] = [
    { event: 'call.incoming', to: those(isCalled) },
    { event: 'call.busy', to: state === 'busy' ? [callerId] : [] },
    { event: 'call.missed', to: those(({ reason }) => reason === 'busy') },
  ];
  return told.filter(({ to }) => to.length > 0);
}
