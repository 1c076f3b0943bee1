import { CallDraft } from '../call-draft';
import { refused, type Rule } from '../rule';
import { endCall } from '../settle';
import { isIn, participantOf } from '../standing';

/** Either of two, who called, or whoever rules in the conversation ends it for all; while it rings that cancels it. */
export const endForAll: Rule<'end'> = (call, { at, userId, mayRule }) => {
  const isCaller = userId === call.callerId;
  if (!call.isDirect && !isCaller && !mayRule) return refused('not_allowed');
  const draft = new CallDraft(call, at);
  const herself = participantOf(call, userId);
  if (herself && isIn(herself)) draft.go(userId, 'hung_up');
  if (call.state === 'active') endCall(draft, ['ended', 'hung_up']);
  else endCall(draft, ['cancelled', isCaller ? 'cancelled' : 'hung_up']);
  return draft.decision();
};
