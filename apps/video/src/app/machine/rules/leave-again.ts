import { refused, type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

/** She went herself already, or was taken out otherwise. */
export const leaveAgain: Rule<'leave'> = (call, { userId }) => {
  const reason = participantOf(call, userId)?.reason;
  return reason === 'hung_up' || reason === 'declined' ? unchanged : refused('not_in_call');
};
