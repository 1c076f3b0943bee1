/** The bounds of sockets that no setting changes. */
export interface RealtimeSocketsOptions {
  /** More bytes than this do not wait for a reader. */
  readonly mostWaitingBytes: number;
  /** Nor more packets. */
  readonly mostWaitingPackets: number;
  /** How often all sockets are looked at: whose token has ended, who was revoked unheard. */
  readonly lookMs: number;
  /** Who was told to go is cut off after this, whether or not she has read it. */
  readonly lingerMs: number;
  /** Clients that lose a socket come back spread over this long, so that they do not arrive all at once. */
  readonly reconnectSpreadMs: number;
  /** So many events of one account are refused for their number, and no more: then the socket is cut. */
  readonly mostRefusals: number;
  readonly now: () => number;
}

/** What holds unless said otherwise. */
export const defaultRealtimeSocketsOptions: RealtimeSocketsOptions = {
  mostWaitingBytes: 1_048_576,
  mostWaitingPackets: 1_000,
  lookMs: 1_000,
  lingerMs: 5_000,
  reconnectSpreadMs: 5_000,
  mostRefusals: 200,
  now: Date.now,
};

/** The token of the bounds in force. */
export const REALTIME_SOCKETS_OPTIONS = Symbol('realtime:sockets-options');
