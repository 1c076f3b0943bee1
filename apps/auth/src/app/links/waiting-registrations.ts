import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ExpiredRows } from '../expiry/expired-rows';
import { linkHash } from './link-hash';

/** What somebody registered with; of the password there is only the hash. */
export interface WaitingRegistration {
  readonly email: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly displayName?: string | null;
}

const addSql = `
  INSERT INTO waiting_registrations (token_hash, user_id, email, username, password_hash, display_name, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, statement_timestamp() + interval '1 day')`;
const ownerSql = 'SELECT user_id AS "userId" FROM waiting_registrations WHERE token_hash = $1';
const useSql = `
  DELETE FROM waiting_registrations WHERE token_hash = $1
  RETURNING email, username, password_hash AS "passwordHash", display_name AS "displayName",
    expires_at > statement_timestamp() AS "isLive"`;
const anySql = `
  SELECT FROM waiting_registrations WHERE user_id = $1 AND expires_at > statement_timestamp() LIMIT 1`;
const voidSql = 'DELETE FROM waiting_registrations WHERE user_id = $1';
const expiring = { table: 'waiting_registrations', key: 'token_hash', time: 'expires_at' };

/** Registrations that wait beside an account which nobody has verified, each with a link of its own. */
@Injectable()
export class WaitingRegistrations {
  private readonly expired: ExpiredRows;

  constructor(private readonly source: DataSource) {
    this.expired = new ExpiredRows(source, expiring);
  }

  /** Has one wait for a day beside this account; gives the token that belongs into the mail. */
  async add(userId: string, waiting: WaitingRegistration, manager: EntityManager): Promise<string> {
    const { email, username, passwordHash, displayName = null } = waiting;
    const token = randomBytes(32).toString('base64url');
    await manager.query(addSql, [linkHash(token), userId, email, username, passwordHash, displayName]);
    return token;
  }

  /** Beside which account it waits, without using it up. */
  async ownerOf(token: string): Promise<string | undefined> {
    const [row] = await this.source.query<{ userId: string }[]>(ownerSql, [linkHash(token)]);
    return row?.userId;
  }

  /** Uses it up; undefined where it was used, has expired, or never was. */
  async use(token: string, manager: EntityManager): Promise<WaitingRegistration | undefined> {
    type Row = WaitingRegistration & { readonly isLive: boolean };
    const [[row]] = await manager.query<[Row[], number]>(useSql, [linkHash(token)]);
    if (!row?.isLive) return undefined;
    const { email, username, passwordHash, displayName } = row;
    return { email, username, passwordHash, displayName };
  }

  /** Whether any waits beside this account. */
  async hasAny(userId: string, manager: EntityManager): Promise<boolean> {
    return (await manager.query<object[]>(anySql, [userId])).length > 0;
  }

  /** Ends those that wait beside an account. */
  async void(userId: string, manager: EntityManager): Promise<void> {
    await manager.query(voidSql, [userId]);
  }

  /** Forgets those that have expired; gives their number. */
  cleanUp(): Promise<number> {
    return this.expired.forget();
  }
}
