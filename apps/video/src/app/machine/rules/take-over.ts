import { CallDraft } from '../call-draft';
import { type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

/**
 * She goes on with another device: the leg of the one before is stale at once. The others begin anew with her when a
 * socket of this device is attached, and until then she is about to be back.
 */
export const takeOver: Rule<'join'> = (call, { at, userId, device }, rules) => {
  const before = participantOf(call, userId);
  if (!before || before.device === device) return unchanged;
  const draft = new CallDraft(call, at);
  const until = at + rules.reconnectMs;
  draft.become(userId, { device, leg: before.leg + 1, state: 'reconnecting', until });
  draft.tell('call.answered_elsewhere', [userId], { exceptDevice: device });
  if (before.state === 'joined') draft.tellOthersIn('participant.reconnecting', userId);
  return draft.decision();
};
