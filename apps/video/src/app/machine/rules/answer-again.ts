import { refused, type Rule, unchanged } from '../rule';
import { participantOf } from '../standing';

/** She is in it already: by this device it was done, by another she was quicker, and who called was not called. */
export const answerAgain: Rule<'accept'> = (call, { userId, device }) => {
  if (userId === call.callerId) return refused('not_called');
  return participantOf(call, userId)?.device === device ? unchanged : refused('answered_elsewhere');
};
