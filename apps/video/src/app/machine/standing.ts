import { type ParticipantState } from '@secureconnect/contracts';
import { type Call, type Participant } from './call';

/** What somebody is to a call: a state of hers, or none, as of who was neither called nor ever came. */
export type Standing = ParticipantState | 'stranger';

/** Her part in a call, if she has any. */
export const participantOf = (call: Call, userId: string): Participant | undefined =>
  call.participants.find((each) => each.userId === userId);

/** What somebody is to a call. */
export const standingOf = (call: Call, userId: string): Standing =>
  participantOf(call, userId)?.state ?? 'stranger';

/** Whether she is in the call, connected or about to be again. */
export const isIn = ({ state }: Participant): boolean => state === 'joined' || state === 'reconnecting';

/** Whether she is called and has not said anything yet. */
export const isCalled = ({ state }: Participant): boolean => state === 'invited' || state === 'ringing';

/** Whether she is in the call or called by it: told what happens, and told its end. */
export const isLive = (participant: Participant): boolean => isIn(participant) || isCalled(participant);

/** Whether nothing can change the call any more. */
export const isOver = ({ state }: Call): boolean => state !== 'ringing' && state !== 'active';
