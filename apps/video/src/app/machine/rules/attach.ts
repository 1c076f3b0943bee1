import { CallDraft } from '../call-draft';
import { refused, type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

/** A socket of her device is there: the next leg, with which the others begin anew; her first one they expect. */
export const attach: Rule<'attach'> = (call, { at, userId, device, insteadOf = Infinity }, rules) => {
  const before = participantOf(call, userId);
  if (!before) return unchanged;
  if (before.device !== device) return refused('other_device_in_call');
  // By what its node has heard she had none; by now she talks by another.
  if (before.state === 'joined' && before.leg > insteadOf) return refused('other_device_in_call');
  const draft = new CallDraft(call, at);
  draft.become(userId, { state: 'joined', leg: before.leg + 1, until: at + rules.leaseMs });
  const isExpected = before.state === 'joined' && before.leg === 0;
  if (!isExpected) draft.tellOthersIn('participant.reconnected', userId);
  return draft.decision();
};
