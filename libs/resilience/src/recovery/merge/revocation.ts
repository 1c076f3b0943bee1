import { isExpired } from '../expiring';
import { mergeMaps } from './merge-maps';
import { type MergeRule } from './merge-rule';

/** Something is revoked until it would have ended by itself; that a copy exists is the revocation. */
export interface Revocation {
  readonly expiresAt: number;
}

/** Holds at `now`. */
export function isRevoked(revocation: Revocation | undefined, now: number): boolean {
  return revocation !== undefined && !isExpired(revocation.expiresAt, now);
}

/**
 * Both copies revoke; the later end holds. Commutative, associative, idempotent; monotone: whenever either copy
 * revokes, the merged one does.
 */
export function mergeRevocation(left: Revocation, right: Revocation): Revocation {
  return right.expiresAt > left.expiresAt ? right : left;
}

/** The union of two lists by id. Keeps the same laws as `mergeRevocation`. */
export function mergeRevocations(
  left: ReadonlyMap<string, Revocation>,
  right: ReadonlyMap<string, Revocation>,
): ReadonlyMap<string, Revocation> {
  return mergeMaps(left, right, mergeRevocation);
}

/** Revocations unite. */
export const revocationRule: MergeRule<Revocation> = {
  name: 'revocation',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: mergeRevocation,
  expiresAt: (revocation) => revocation.expiresAt,
};
