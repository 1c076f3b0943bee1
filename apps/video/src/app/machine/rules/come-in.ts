import { type Participant } from '../call';
import { CallDraft } from '../call-draft';
import { firstMedia } from '../media';
import { refused, type Rule } from '../rule';
import { isCalled, isIn, isLive, participantOf } from '../standing';

/**
 * She answers, joins late, or comes back after she had left: she is in it from now on, and has the lease of a leg to
 * bring a socket. Who was called ends the ringing of her other devices with it.
 */
export const comeIn: Rule<'accept' | 'join'> = (call, { at, userId, device }, rules) => {
  if (call.participants.filter(isIn).length >= rules.mostParticipants) return refused('call_full');
  const draft = new CallDraft(call, at);
  const before = participantOf(call, userId);
  const came: Participant = {
    ...{ userId, state: 'joined' as const, reason: null, device, leg: before?.leg ?? 0 },
    ...{ until: at + rules.leaseMs, media: firstMedia(call.type), joinedAt: at, leftAt: null },
  };
  if (before) draft.become(userId, came);
  else draft.add(came);
  const isFirst = call.state === 'ringing';
  const wasCalled = before !== undefined && isCalled(before);
  if (isFirst) draft.activate();
  if (isFirst || wasCalled) draft.tell('call.accepted', draft.others(userId, isLive), { about: userId });
  draft.tellOthersIn('participant.joined', userId);
  if (wasCalled) draft.tell('call.answered_elsewhere', [userId], { exceptDevice: device });
  return draft.decision();
};
