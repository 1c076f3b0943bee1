import { CallDraft } from '../call-draft';
import { type Rule } from '../rule';

/** A device of hers rings; those in the call hear of the first. */
export const ring: Rule<'rang'> = (call, { at, userId }) => {
  const draft = new CallDraft(call, at);
  draft.become(userId, { state: 'ringing' });
  draft.tellOthersIn('participant.ringing', userId);
  return draft.decision();
};
