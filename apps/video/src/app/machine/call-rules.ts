/** How long what ends by itself lasts, in milliseconds, and how many may be in a call. */
export interface CallRules {
  readonly ringMs: number;
  /** How long somebody whose connection was lost may take to come back. */
  readonly reconnectMs: number;
  /** For how long the instance that holds her socket vouches for it; it says so again long before. */
  readonly leaseMs: number;
  readonly mostParticipants: number;
}

/** Of a product that rings like a telephone. */
export const defaultCallRules: CallRules = {
  ...{ ringMs: 45_000, reconnectMs: 20_000, leaseMs: 15_000 },
  mostParticipants: 16,
};
