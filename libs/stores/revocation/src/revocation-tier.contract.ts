import { newId } from '@secureconnect/platform';
import { type NumberedRevocation } from './numbered-revocation';
import { type RevocableToken, type RevocationEntry } from './revocation.store';

/** One place where revocations are, as the contract sees it. */
export interface RevocationTier {
  revoke(entries: readonly RevocationEntry[]): Promise<void>;
  isRevoked(token: RevocableToken): Promise<boolean>;
}

const token = (more: Partial<RevocableToken> = {}): RevocableToken => ({
  id: newId(),
  sessionId: newId(),
  userId: newId(),
  issuedAtMs: 1_000_000,
  ...more,
});

let number = 0;

/** Entries under numbers of their own, for a tier that is told of them; they hold for a minute. */
export const numbered = (entries: readonly RevocationEntry[]): readonly NumberedRevocation[] =>
  entries.map(({ kind, subject, issuedBefore = 0 }) => {
    number += 1;
    return { seq: number, kind, subject, issuedBefore, expiresAt: Date.now() + 60_000 };
  });

/** What every tier of revocations owes. */
export function itKeepsRevocations(open: () => RevocationTier): void {
  it('knows nothing of a token that nobody revoked', async () => {
    expect(await open().isRevoked(token())).toBe(false);
  });

  it('revokes a token alone', async () => {
    const revoked = token();
    await open().revoke([{ kind: 'token', subject: revoked.id }]);
    expect(await open().isRevoked(revoked)).toBe(true);
    expect(await open().isRevoked({ ...revoked, id: newId() })).toBe(false);
  });

  it('revokes all tokens of a session', async () => {
    const revoked = token();
    await open().revoke([{ kind: 'session', subject: revoked.sessionId as string }]);
    expect(await open().isRevoked({ ...revoked, id: newId() })).toBe(true);
    expect(await open().isRevoked({ ...revoked, sessionId: undefined })).toBe(false);
  });

  it('revokes the tokens of an account that were issued before a moment, and no later ones', async () => {
    const { userId } = token();
    await open().revoke([{ kind: 'user', subject: userId, issuedBefore: 2_000_000 }]);
    expect(await open().isRevoked(token({ userId, issuedAtMs: 1_999_999 }))).toBe(true);
    expect(await open().isRevoked(token({ userId, issuedAtMs: 2_000_000 }))).toBe(false);
  });

  it('lets the later of two moments hold, whichever is told first', async () => {
    for (const moments of [
      [2_000_000, 3_000_000],
      [3_000_000, 2_000_000],
    ]) {
      // prettier-ignore
      const { userId } = token();
      for (const issuedBefore of moments)
        await open().revoke([{ kind: 'user', subject: userId, issuedBefore }]);
      expect(await open().isRevoked(token({ userId, issuedAtMs: 2_999_999 }))).toBe(true);
      expect(await open().isRevoked(token({ userId, issuedAtMs: 3_000_000 }))).toBe(false);
    }
  });

  it('takes the same revocation again', async () => {
    const revoked = token();
    const entry = { kind: 'token', subject: revoked.id } as const;
    await open().revoke([entry, entry]);
    await open().revoke([entry]);
    expect(await open().isRevoked(revoked)).toBe(true);
  });

  it('does not take an id of one kind for one of another', async () => {
    const id = newId();
    await open().revoke([{ kind: 'session', subject: id }]);
    expect(await open().isRevoked(token({ id, userId: id }))).toBe(false);
  });
}
