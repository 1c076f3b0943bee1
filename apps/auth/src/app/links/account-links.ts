import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ExpiredRows } from '../expiry/expired-rows';
import { linkHash } from './link-hash';
import { WaitingRegistrations } from './waiting-registrations';

/** What a link is good for. */
export type LinkKind = 'verify' | 'reset' | 'address';

/** Whose link it was, and the address it was sent to. */
export interface UsedLink {
  readonly kind: LinkKind;
  readonly userId: string;
  readonly email: string;
}

/** Seconds that a link lives; who resets a password is sitting there. */
const lifeSeconds: Readonly<Record<LinkKind, number>> = { verify: 86_400, reset: 3_600, address: 86_400 };

const issueSql = `
  INSERT INTO account_links (user_id, kind, token_hash, email, expires_at)
  VALUES ($1, $2, $3, $4, statement_timestamp() + $5 * interval '1 s')
  ON CONFLICT (user_id, kind) DO UPDATE SET token_hash = excluded.token_hash, email = excluded.email,
    created_at = statement_timestamp(), expires_at = excluded.expires_at`;
const ownerSql = 'SELECT user_id AS "userId" FROM account_links WHERE token_hash = $1 AND kind = ANY ($2)';
const useSql = `
  DELETE FROM account_links WHERE token_hash = $1 AND kind = ANY ($2)
  RETURNING kind, user_id AS "userId", email, expires_at > statement_timestamp() AS "isLive"`;
const voidSql = 'DELETE FROM account_links WHERE user_id = $1 AND kind = ANY ($2)';

/** The links that are mailed to people; only a hash of each is kept. */
@Injectable()
export class AccountLinks {
  private readonly expired: ExpiredRows;

  constructor(
    private readonly source: DataSource,
    private readonly waiting: WaitingRegistrations,
  ) {
    this.expired = new ExpiredRows(source, { table: 'account_links', key: 'token_hash', time: 'expires_at' });
  }

  /** Makes one, and voids the one of this kind before it; gives the token that belongs into the mail. */
  async issue({ kind, userId, email }: UsedLink, manager: EntityManager): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await manager.query(issueSql, [userId, kind, linkHash(token), email, lifeSeconds[kind]]);
    return token;
  }

  /** Whose it is, without using it up: for who must lock the account before. */
  async ownerOf(token: string, kinds: readonly LinkKind[]): Promise<string | undefined> {
    const [row] = await this.source.query<{ userId: string }[]>(ownerSql, [linkHash(token), kinds]);
    return row?.userId;
  }

  /** Uses it up; undefined where it was used, has expired, or never was. */
  async use(
    token: string,
    kinds: readonly LinkKind[],
    manager: EntityManager,
  ): Promise<UsedLink | undefined> {
    const answer = await manager.query<[(UsedLink & { isLive: boolean })[], number]>(useSql, [
      linkHash(token),
      kinds,
    ]);
    const [used] = answer[0];
    return used?.isLive ? { kind: used.kind, userId: used.userId, email: used.email } : undefined;
  }

  /** Voids what is still open of these kinds; with the link to verify go the registrations that wait for the same. */
  async void(userId: string, kinds: readonly LinkKind[], manager: EntityManager): Promise<void> {
    await manager.query(voidSql, [userId, kinds]);
    if (kinds.includes('verify')) await this.waiting.void(userId, manager);
  }

  /** Forgets those that have expired; gives their number. */
  async cleanUp(): Promise<number> {
    return (await this.expired.forget()) + (await this.waiting.cleanUp());
  }
}
