import { type Participant } from '../call';
import { CallDraft } from '../call-draft';
import { type Rule, unchanged } from '../rule';
import { settle } from '../settle';
import { isCalled, isIn, isLive, isOver } from '../standing';

/** What has lasted as long as it may is over: the ringing, the lease of a leg, the wait for somebody to come back. */
export const runOut: Rule<'deadline'> = (call, { at }, { reconnectMs }) => {
  const due = call.participants.filter((each) => isLive(each) && each.until !== null && each.until <= at);
  if (due.length === 0) return unchanged;
  const draft = new CallDraft(call, at);
  for (const each of due) {
    if (isCalled(each)) draft.go(each.userId, 'no_answer');
    else if (each.state === 'reconnecting') draft.go(each.userId, 'connection_lost');
    else draft.become(each.userId, { state: 'reconnecting', until: at + reconnectMs });
  }
  settle(draft, 'deadline');
  if (!isOver(draft.now)) for (const each of due) tellOf(draft, each);
  return draft.decision();
};

/** Of a call that goes on: each hears her own end, and those who are in it hear everybody's. */
function tellOf(draft: CallDraft, before: Participant): void {
  const { userId } = before;
  if (before.state === 'joined') return draft.tellOthersIn('participant.reconnecting', userId);
  if (isCalled(before)) {
    draft.tell('call.missed', [userId]);
    return draft.tellOthersIn('participant.left', userId);
  }
  draft.tell('participant.left', [...draft.others(userId, isIn), userId], { about: userId });
}
