import { CallDraft } from '../call-draft';
import { type Rule } from '../rule';
import { settle } from '../settle';
import { isIn, isOver } from '../standing';

/** She goes. Between two, or as the last one, she ends it; who called and goes before anybody answered cancels it. */
export const leave: Rule<'leave' | 'cancel'> = (call, { at, userId }) => {
  const draft = new CallDraft(call, at);
  draft.go(userId, 'hung_up');
  settle(draft, 'leave');
  if (!isOver(draft.now))
    draft.tell('participant.left', [...draft.others(userId, isIn), userId], { about: userId });
  return draft.decision();
};
