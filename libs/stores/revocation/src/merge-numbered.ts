import { type MergeRule } from '@secureconnect/resilience';
import { type NumberedRevocation } from './numbered-revocation';

/** The later moment and the later end hold, and the higher number is known: it only ever gets stricter. */
export const numberedRevocationRule: MergeRule<NumberedRevocation> = {
  name: 'numbered revocation',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: (left, right) => ({
    ...left,
    seq: Math.max(left.seq, right.seq),
    issuedBefore: Math.max(left.issuedBefore, right.issuedBefore),
    expiresAt: Math.max(left.expiresAt, right.expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
};
