/** How long a socket's parts may take, in milliseconds. */
export interface SocketTimes {
  /** Until a client that showed no token with its request shows one. */
  readonly silentMs: number;
  /** Between a revocation, which silences the client at once, and the cut: the service says `session.revoked` meanwhile. */
  readonly graceMs: number;
  /** Until a poll that the service holds is given up; it answers one every 25 s. */
  readonly pollMs: number;
}

/** What holds unless said otherwise. */
export const defaultSocketTimes: SocketTimes = { silentMs: 10_000, graceMs: 200, pollMs: 60_000 };

/** The token of the times in force. */
export const SOCKET_TIMES = Symbol('gateway:socket-times');
