/** A key that hashes with its name; `AuthSecrets` gives them. */
export interface HashingKey {
  readonly id: string;
  readonly key: Buffer;
}

/** How many failures are too many, and what becomes of them then. */
export interface LockoutRules {
  /** So many failures of an account, or of a known device, within the window lock it. */
  readonly failures: number;
  readonly windowMs: number;
  /** How long an account or a device is locked, and an address for an account the first time. */
  readonly lockMs: number;
  /** An address that helps to lock an account again is locked for it twice as long each time, up to this. */
  readonly longestPairLockMs: number;
  /** So many failures of an address over all accounts within the window stop it. */
  readonly addressFailures: number;
  /** An attempt nobody has ended after this counts as failed: who verified it is gone. */
  readonly pendingMs: number;
}

/** What the lockout store is told by the service that uses it. */
export interface LockoutOptions {
  /** The present key first, then those that what is kept may still be hashed with. */
  readonly keys: readonly HashingKey[];
  readonly rules?: Partial<LockoutRules>;
  /** How long an attempt waits for others of its account that are being verified. */
  readonly waitMs?: number;
  /** How long PostgreSQL is waited for; what it gets to see later than that, it refuses. */
  readonly answerWithinMs?: number;
}

const minuteMs = 60_000;

/** The rules of the contract. */
export const defaultLockoutRules: LockoutRules = {
  failures: 5,
  windowMs: 15 * minuteMs,
  lockMs: 15 * minuteMs,
  longestPairLockMs: 24 * 60 * minuteMs,
  addressFailures: 50,
  pendingMs: 15_000,
};
