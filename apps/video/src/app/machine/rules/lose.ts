import { CallDraft } from '../call-draft';
import { type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

/** The connection she was in it by is gone; of an earlier one nobody needs to know. */
export const lose: Rule<'lost'> = (call, { at, userId, leg }, rules) => {
  if (participantOf(call, userId)?.leg !== leg) return unchanged;
  const draft = new CallDraft(call, at);
  draft.become(userId, { state: 'reconnecting', until: at + rules.reconnectMs });
  draft.tellOthersIn('participant.reconnecting', userId);
  return draft.decision();
};
