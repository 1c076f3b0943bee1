import {
  type CallReason,
  type CallState,
  type CallType,
  type MediaState,
  type ParticipantReason,
  type ParticipantState,
} from '@secureconnect/contracts';

/** Somebody in a call, or called by it. Times are milliseconds since 1970. */
export interface Participant {
  readonly userId: string;
  readonly state: ParticipantState;
  readonly reason: ParticipantReason | null;
  /** The device by which she is in it; of somebody who is not, the one by which she was. */
  readonly device: string | null;
  /** Counts her connections to the call: a socket that comes with a lower one is a stale one. */
  readonly leg: number;
  /** When this state ends by itself: the ringing, the lease of her connection, the wait for her to come back. */
  readonly until: number | null;
  readonly media: MediaState;
  readonly joinedAt: number | null;
  readonly leftAt: number | null;
}

/** A call as its rows say. */
export interface Call {
  readonly id: string;
  readonly conversationId: string;
  /** Between the two of a direct conversation: it is over when either leaves. */
  readonly isDirect: boolean;
  readonly type: CallType;
  readonly callerId: string;
  readonly state: CallState;
  readonly reason: CallReason | null;
  readonly version: number;
  /** In the order in which they were called or came. */
  readonly participants: readonly Participant[];
  readonly createdAt: number;
  readonly ringUntil: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
}
