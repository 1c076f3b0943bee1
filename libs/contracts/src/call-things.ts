/** What a call begins with; who is in it may switch on more. */
export type CallType = 'audio' | 'video';

/** Where a call is; all but the first two are ends. */
export type CallState =
  'ringing' | 'active' | 'ended' | 'declined' | 'missed' | 'cancelled' | 'busy' | 'failed';

/** Why a call is over. */
export type CallReason =
  /** Somebody ended it for all, or left one between two. */
  | 'hung_up'
  /** Nobody is in it any more. */
  | 'everyone_left'
  /** Nobody whose connection was lost came back in time. */
  | 'connection_lost'
  /** Everybody who was called declined. */
  | 'declined'
  /** Nobody answered in time. */
  | 'no_answer'
  /** Who called gave up before anybody answered. */
  | 'cancelled'
  /** Who was called is in another call. */
  | 'busy'
  /** Who called was lost before anybody answered. */
  | 'caller_lost'
  /** Nobody who was in it may be in the conversation any more. */
  | 'removed';

/** Where somebody is in a call. */
export type ParticipantState = 'invited' | 'ringing' | 'joined' | 'reconnecting' | 'left' | 'kicked';

/** Why somebody is not in a call, or not any more. */
export type ParticipantReason =
  'hung_up' | 'declined' | 'no_answer' | 'busy' | 'connection_lost' | 'kicked' | 'removed' | 'call_over';

/** What somebody sends in a call. */
export interface MediaState {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/** Somebody in a call, or called. */
export interface ParticipantWire {
  readonly user_id: string;
  readonly state: ParticipantState;
  readonly reason: ParticipantReason | null;
  /** Counts her connections to the call: with a new one her peers begin anew with her. 0: none yet. */
  readonly leg: number;
  readonly media: MediaState;
  readonly joined_at: string | null;
  readonly left_at: string | null;
}

/** A call as all who are in it, or called, see it. */
export interface CallWire {
  readonly id: string;
  readonly conversation_id: string;
  readonly call_type: CallType;
  readonly caller_id: string;
  readonly state: CallState;
  readonly reason: CallReason | null;
  /** Its number of changes; each has one, without gaps. */
  readonly version: number;
  readonly participants: readonly ParticipantWire[];
  readonly created_at: string;
  /** Until when it rings. */
  readonly expires_at: string;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
}

/** A server to find a way through, as WebRTC takes it. */
export interface IceServerWire {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Servers for one participant of one call, and until when they serve her. */
export interface IceServersWire {
  readonly ice_servers: readonly IceServerWire[];
  readonly ice_expires_at: string;
}

/** A call one has just made, accepted or joined, with what is needed to connect. */
export interface OwnCallWire extends IceServersWire {
  readonly call_id: string;
  readonly state: CallState;
  /** Until when it rings. */
  readonly expires_at: string;
  readonly call: CallWire;
}

/** A way through, as the browser gives it: WebRTC's own words, passed on as they are. */
export interface IceCandidateWire {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

/** Who tells people on their devices: Web Push, Firebase, Apple. */
export type PushProvider = 'web' | 'fcm' | 'apns';

/** A device that may be woken; what wakes it is told to nobody. */
export interface PushTokenWire {
  readonly device_id: string;
  readonly provider: PushProvider;
  readonly created_at: string;
  readonly updated_at: string;
}
