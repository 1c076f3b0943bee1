import { type IceCandidateWire } from '@secureconnect/contracts';

/** A source of sound or pictures, as far as a call needs it. */
export interface MediaTrack {
  readonly id: string;
  readonly kind: string;
  enabled: boolean;
}

/** Tracks that belong together, as far as a call needs them. */
export interface MediaTracks {
  readonly id: string;
  getTracks(): MediaTrack[];
  addEventListener(name: string, listener: () => void): void;
}

/** One's own or another's sound and pictures: the browser's `MediaStream` where there is one. */
export type CallStream = typeof globalThis extends { MediaStream: { prototype: infer Native } }
  ? Native
  : MediaTracks;

/** An offer or an answer. */
export interface Description {
  readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  readonly sdp: string;
}

/** What a connection is made with. */
export interface PeerConfiguration {
  iceServers: { urls: string[]; username?: string; credential?: string }[];
  iceTransportPolicy?: 'all' | 'relay';
}

/** The part of `RTCPeerConnection` that a call uses; others may bring their own. */
export interface PeerConnection {
  readonly signalingState: string;
  readonly connectionState: string;
  readonly localDescription: Description | null;
  readonly remoteDescription: Description | null;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: IceCandidateWire): Promise<void>;
  addTrack(track: MediaTrack, ...streams: MediaTracks[]): unknown;
  addTransceiver(kind: string, init: { direction: 'recvonly' }): unknown;
  getSenders(): { readonly track: MediaTrack | null }[];
  removeTrack(sender: never): void;
  restartIce(): void;
  setConfiguration(configuration: PeerConfiguration): void;
  close(): void;
  addEventListener(name: string, listener: (event: never) => void): void;
}

/** Makes a connection to one other participant. */
export type PeerConnectionClass = new (configuration: PeerConfiguration) => PeerConnection;

/** A connection as its owner may look at it: the browser's own where there is one. */
export type CallConnection = typeof globalThis extends { RTCPeerConnection: { prototype: infer Native } }
  ? Native
  : PeerConnection;
