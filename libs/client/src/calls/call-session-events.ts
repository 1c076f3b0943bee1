import { type CallWire, type MediaState } from '@secureconnect/contracts';
import { type ClientError } from '../client-error';
import { type CallStream } from './peer-connection';

/** How it fares with another participant: `reconnecting` is tried by itself. */
export type PeerState = 'connecting' | 'connected' | 'reconnecting' | 'gone';

/** What a session of a call tells. */
export interface CallSessionEvents {
  /** The newest there is of the call. */
  changed: { call: CallWire };
  /** Something of another's came: her camera and microphone, or a screen she shares. */
  stream: { user_id: string; stream: CallStream };
  /** It came to its end. */
  stream_removed: { user_id: string; stream: CallStream };
  peer: { user_id: string; state: PeerState };
  /** What another sends now. */
  media: { user_id: string; media: MediaState };
  /** The first way to another was found; told once. */
  connected: Record<string, never>;
  /** It is over here: the call's or the participant's reason, `answered_elsewhere`, `signed_out` or `closed`. */
  closed: { reason: string };
  /** Something failed that nobody waits for; the session goes on. */
  fault: { error: ClientError };
}
