import { type RevocableToken, type RevocationEntry, type RevocationKind } from './revocation.store';

/** A revocation as it was recorded; times are ms since the epoch, by PostgreSQL's clock. */
export interface NumberedRevocation extends RevocationEntry {
  /** In the order of commits, without gaps. */
  readonly seq: number;
  /** Of an account: tokens issued before; of others 0. */
  readonly issuedBefore: number;
  readonly expiresAt: number;
}

/** One after another: what a transaction revoked, or what was read at once. */
export interface RevocationRange {
  /** Of the first. */
  readonly from: number;
  /** Of the last. */
  readonly to: number;
  /** All of them that are still in force; undefined where only the numbers are known. */
  readonly entries: readonly NumberedRevocation[] | undefined;
}

/** What could revoke a token: one subject of each kind. */
export function subjectsOf(token: RevocableToken): readonly (readonly [RevocationKind, string])[] {
  const { id, sessionId, userId } = token;
  return sessionId === undefined
    ? [['token', id], ['user', userId]]
    : [['token', id], ['session', sessionId], ['user', userId]]; // prettier-ignore
}

/** Who subscribes hears of an entry as it was asked for. */
export const entryOf = ({ kind, subject, issuedBefore }: NumberedRevocation): RevocationEntry =>
  kind === 'user' ? { kind, subject, issuedBefore } : { kind, subject };
