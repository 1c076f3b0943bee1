import { refused, type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

/** She is in it, or has gone: declined once is declined, and what was answered is left. */
export const declineLate: Rule<'decline'> = (call, { userId }) => {
  const herself = participantOf(call, userId);
  if (herself?.reason === 'declined') return unchanged;
  const isAnswered = herself?.state !== 'left' && userId !== call.callerId;
  return refused(isAnswered ? 'call_answered' : 'not_called');
};
