import { type PeerState } from './call-session-events';
import { type SentTrack } from './local-media';
import { type CallStream, type PeerConnection } from './peer-connection';
import { type SendSignal } from './signal-sender';

/** What a connection to one other participant needs. */
export interface PeerLinkContext {
  /** Whether this side makes the offers where both could. */
  readonly isOfferer: boolean;
  /** Where both make one at once: whether this side takes its own back. */
  readonly isPolite: boolean;
  readonly connect: () => PeerConnection;
  readonly sent: () => readonly SentTrack[];
  readonly send: SendSignal;
  readonly random: () => number;
  readonly onState: (state: PeerState) => void;
  readonly onStream: (stream: CallStream) => void;
  readonly onStreamRemoved: (stream: CallStream) => void;
  readonly onFault: (error: unknown) => void;
}
