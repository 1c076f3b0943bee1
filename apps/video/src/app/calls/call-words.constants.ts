import {
  type CallReason,
  type CallState,
  type ParticipantReason,
  type ParticipantState,
} from '@secureconnect/contracts';

/** All words of a kind, which the compiler sees to. */
const all = <Word extends string>(words: Readonly<Record<Word, true>>): Word[] =>
  Object.keys(words) as Word[];

/** Where a call may be. */
export const callStates = all<CallState>({
  ...({ ringing: true, active: true, ended: true, declined: true } as const),
  ...({ missed: true, cancelled: true, busy: true, failed: true } as const),
});

/** Why a call may be over. */
export const callReasons = all<CallReason>({
  ...({ hung_up: true, everyone_left: true, connection_lost: true, declined: true } as const),
  ...({ no_answer: true, cancelled: true, busy: true, caller_lost: true, removed: true } as const),
});

/** Where somebody may be in a call. */
export const participantStates = all<ParticipantState>({
  ...({ invited: true, ringing: true, joined: true, reconnecting: true, left: true, kicked: true } as const),
});

/** Why somebody may not be in a call. */
export const participantReasons = all<ParticipantReason>({
  ...({ hung_up: true, declined: true, no_answer: true, busy: true, connection_lost: true } as const),
  ...({ kicked: true, removed: true, call_over: true } as const),
});
