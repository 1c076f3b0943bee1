import { CallDraft } from '../call-draft';
import { type Rule } from '../rule';
import { settle } from '../settle';
import { isIn, isOver } from '../standing';

/** She does not come; her devices that still ring hear it as well. */
export const decline: Rule<'decline' | 'leave' | 'end'> = (call, { at, userId }) => {
  const draft = new CallDraft(call, at);
  draft.go(userId, 'declined');
  const others = draft.others(userId, isIn);
  settle(draft, 'decline', userId);
  draft.tell('call.declined', isOver(draft.now) ? [userId] : [...others, userId], { about: userId });
  return draft.decision();
};
