import { refused, type Rule, unchanged } from '../rule';
import { isIn, isLive, participantOf } from '../standing';
import { putOut } from './put-out';

/** Who called and is in it, or who rules in the conversation, has somebody else out for good. */
export const kick: Rule<'kick'> = (call, { at, userId, mayRule, target }) => {
  const herself = participantOf(call, userId);
  const isCallerIn = userId === call.callerId && herself !== undefined && isIn(herself);
  if (target === userId || !(mayRule || isCallerIn)) return refused('not_allowed');
  const other = participantOf(call, target);
  if (other?.state === 'kicked') return unchanged;
  return other && isLive(other) ? putOut(call, target, at, 'kick') : refused('peer_not_in_call');
};
