import { type Transaction } from '@secureconnect/platform';

/** Who tries what: all three are kept as keyed hashes only. */
export interface Attempt {
  /** What was typed to name the account, in one spelling; whether it exists does not matter. */
  readonly account: string;
  /** The client's address; an IPv6 one counts as its /64. */
  readonly address: string;
  /** A device that has logged in to this account before: it has attempts of its own. */
  readonly knownDevice?: string;
}

/** A lock in force; `until` in ms since the epoch, by PostgreSQL's clock. */
export interface Lock {
  readonly until: number;
  readonly of: 'account' | 'pair' | 'device' | 'address';
}

/** Whether the attempt may be verified. */
export type AttemptVerdict =
  | { readonly allowed: true; readonly id: string }
  /** `times`: how often that address was refused for that account by now; it counts against the address alone. */
  | { readonly allowed: false; readonly lock: Lock; readonly times: number };

/** Failed attempts and locks: decided in PostgreSQL, so the same on every instance and in every mode. */
export abstract class LockoutStore {
  /** Counts an attempt before it is verified, or says which lock forbids it. */
  abstract begin(attempt: Attempt): Promise<AttemptVerdict>;

  /** It was right: what was counted for this account, from there, counts no more. */
  abstract succeed(id: string, within?: Transaction): Promise<void>;

  /** It was wrong; gives the lock of the account, or of the known device, where this was the failure that placed it. */
  abstract fail(id: string): Promise<Lock | undefined>;

  /** The verification did not come to an end: it is as if it had never begun. */
  abstract withdraw(id: string): Promise<void>;

  /** The lock of an account, whoever asks from wherever. */
  abstract lockOf(account: string): Promise<Lock | undefined>;

  /** Lifts every lock of an account and forgets its failures; false where there was none. */
  abstract unlock(account: string, within?: Transaction): Promise<boolean>;
}

/** How often something may be done in a time, by name and key. */
export interface Allowance {
  readonly name: string;
  readonly most: number;
  readonly windowMs: number;
}

/** Counts what may be done only so often: mails asked for, codes tried. */
export abstract class AllowanceStore {
  /** Takes one; undefined where it was free, else after how many ms the next one is. */
  abstract take(allowance: Allowance, key: string, within?: Transaction): Promise<number | undefined>;

  /** Gives all of a key back. */
  abstract reset(allowance: Allowance, key: string, within?: Transaction): Promise<void>;
}
