import { type CallReason, type CallState } from '@secureconnect/contracts';
import { type Participant } from './call';
import { type CallDraft } from './call-draft';
import { type Told } from './decision';
import { isCalled, isIn, isLive } from './standing';

/** By what somebody went; it decides how a call ends that ends with it. */
export type Going = 'leave' | 'decline' | 'kick' | 'removed' | 'deadline';

/** Where a call is when it is over. */
export type EndState = Exclude<CallState, 'ringing' | 'active'>;

type End = readonly [EndState, CallReason];

/** Who called went before anybody answered. */
const withoutCaller: Readonly<Record<Going, End>> = {
  leave: ['cancelled', 'cancelled'],
  decline: ['cancelled', 'cancelled'],
  // Whoever may rule ended it for all.
  kick: ['cancelled', 'hung_up'],
  removed: ['failed', 'removed'],
  deadline: ['failed', 'caller_lost'],
};

/** Nobody is left who could answer, and nobody of them declined or was waited for in vain. */
const withoutCalled: Readonly<Record<Going, End>> = { ...withoutCaller, deadline: ['missed', 'no_answer'] };

/** One of the two of a direct call went. */
const withoutOther: Readonly<Record<Going, CallReason>> = {
  ...{ leave: 'hung_up', decline: 'hung_up', kick: 'hung_up' },
  ...{ removed: 'removed', deadline: 'connection_lost' },
};

/** The last one who was in it went. */
const withoutAnybody: Readonly<Record<Going, CallReason>> = {
  ...{ leave: 'everyone_left', decline: 'everyone_left', kick: 'everyone_left' },
  ...{ removed: 'removed', deadline: 'connection_lost' },
};

/** What those who were in it, and those who were still called, are told of each end. */
const endings: Readonly<Record<EndState, { readonly in: Told['event']; readonly called: Told['event'] }>> = {
  // Who still rings when the last one goes, or somebody ends it for all, was called in vain.
  ended: { in: 'call.ended', called: 'call.missed' },
  declined: { in: 'call.declined', called: 'call.declined' },
  missed: { in: 'call.missed', called: 'call.missed' },
  cancelled: { in: 'call.cancelled', called: 'call.cancelled' },
  busy: { in: 'call.busy', called: 'call.missed' },
  // For who was called it makes no difference whether who called gave up or was lost.
  failed: { in: 'call.failed', called: 'call.cancelled' },
};

/** Ends the call if it cannot go on without who went; `toldItself`: she hears of it by what is told of her. */
export function settle(draft: CallDraft, by: Going, toldItself?: string): void {
  const end = endAfter(draft, by);
  if (end) endCall(draft, end, toldItself);
}

/** Ends the call, and tells all who were in it or called until now. */
export function endCall(draft: CallDraft, [state, reason]: End, toldItself?: string): void {
  draft.end(state, reason);
  const those = (which: (participant: Participant) => boolean): string[] =>
    draft.before.participants
      .filter((each) => which(each) && each.userId !== toldItself)
      .map(({ userId }) => userId);
  const { in: toIn, called: toCalled } = endings[state];
  const about = state === 'declined' && toldItself !== undefined ? { about: toldItself } : {};
  if (toIn === toCalled) return draft.tell(toIn, those(isLive), about);
  draft.tell(toIn, those(isIn));
  draft.tell(toCalled, those(isCalled));
}

/** How the call ends now that somebody went; undefined: it goes on. */
function endAfter({ now }: CallDraft, by: Going): End | undefined {
  const { participants, callerId, isDirect } = now;
  const inside = participants.filter(isIn);
  if (now.state === 'active') {
    if (isDirect && inside.length < 2) return ['ended', withoutOther[by]];
    return inside.length === 0 ? ['ended', withoutAnybody[by]] : undefined;
  }
  if (!inside.some(({ userId }) => userId === callerId)) return withoutCaller[by];
  if (participants.some(isCalled)) return undefined;
  const called = participants.filter(({ userId }) => userId !== callerId);
  const because = (reason: Participant['reason']): boolean => called.some((each) => each.reason === reason);
  if (because('no_answer')) return ['missed', 'no_answer'];
  return because('declined') ? ['declined', 'declined'] : withoutCalled[by];
}
