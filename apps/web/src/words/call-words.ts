import { type CallWire, type ParticipantWire } from '@secureconnect/contracts';

const ends: Readonly<Record<string, string>> = {
  hung_up: 'The call is over.',
  everyone_left: 'The call is over.',
  call_over: 'The call is over.',
  connection_lost: 'The call ended: the connection was lost.',
  declined: 'The call was declined.',
  no_answer: 'Nobody answered.',
  missed: 'Nobody answered.',
  cancelled: 'The call was cancelled.',
  busy: 'They are in another call.',
  caller_lost: 'The caller was lost.',
  kicked: 'You were taken out of the call.',
  removed: 'You are not in that conversation any more.',
  answered_elsewhere: 'You answered on another device.',
};

/** Why a call is over, in a sentence. */
export const endWords = (reason: string): string => ends[reason] ?? 'The call is over.';

const states: Readonly<Record<ParticipantWire['state'], string>> = {
  invited: 'calling',
  ringing: 'ringing',
  joined: 'in the call',
  reconnecting: 'reconnecting',
  left: 'left',
  kicked: 'left',
};

/** How somebody in a call fares, in a word or two. */
export const participantWords = ({ state }: ParticipantWire): string => states[state];

/** Who is in it now. */
export const presentIn = ({ participants }: CallWire): ParticipantWire[] =>
  participants.filter(({ state }) => state === 'joined' || state === 'reconnecting');

/** Whether somebody is in it, by whichever device. */
export const isIn = (call: CallWire, userId: string): boolean =>
  presentIn(call).some(({ user_id: id }) => id === userId);

/** Whether nothing can change it any more. */
export const isOver = ({ state }: CallWire): boolean => state !== 'ringing' && state !== 'active';
