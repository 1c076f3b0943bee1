import { Injectable } from '@nestjs/common';
import { newId, prepared } from '@secureconnect/platform';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { type Account, type AccountChange, type NewAccount } from './account';
import { accountColumns } from './account-columns.constants';
import { emailKeyOf, usernameKeyOf } from './account-spelling';
import { EmailTakenError } from './email-taken.error';
import { UsernameTakenError } from './username-taken.error';

const select = `SELECT ${accountColumns} FROM users WHERE deleted_at IS NULL AND`;
const byEmailSql = prepared(`${select} email_key = $1`);
const byIdSql = prepared(`${select} id = $1`);
const forShareSql = prepared(`${select} id = $1 FOR SHARE`);

/** Whether anybody has it, or it is held. */
const nameSql = 'SELECT FROM users WHERE username_key = $1';
const insertSql = `
  INSERT INTO users (id, email, email_key, username, username_key, password_hash, display_name, role,
    email_verified_at, first_verified_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9 THEN statement_timestamp() END,
    CASE WHEN $9 THEN statement_timestamp() END)
  ON CONFLICT DO NOTHING RETURNING ${accountColumns}`;
/** Nothing that is not named changes; the text is ours, of the values none. */
const updateSql = `
  UPDATE users SET
    email = coalesce($2, email), email_key = coalesce($3, email_key),
    username = coalesce($4, username), username_key = coalesce($5, username_key),
    password_hash = coalesce($6, password_hash),
    password_changed_at = CASE WHEN $6::text IS NULL THEN password_changed_at ELSE statement_timestamp() END,
    display_name = CASE WHEN $7 THEN $8 ELSE display_name END,
    role = coalesce($9, role),
    email_verified_at = CASE WHEN $10 THEN coalesce(email_verified_at, statement_timestamp())
                             WHEN NOT $10 THEN NULL ELSE email_verified_at END,
    first_verified_at = coalesce(first_verified_at, email_verified_at, CASE WHEN $10 THEN statement_timestamp() END),
    disabled_at = CASE WHEN $11 THEN coalesce(disabled_at, statement_timestamp())
                       WHEN NOT $11 THEN NULL ELSE disabled_at END,
    updated_at = statement_timestamp()
  WHERE id = $1 AND deleted_at IS NULL RETURNING ${accountColumns}`;
const neverVerifiedSql = `
  SELECT id FROM users WHERE first_verified_at IS NULL AND email_verified_at IS NULL AND deleted_at IS NULL
    AND role = 'user' AND updated_at < statement_timestamp() - $1 * interval '1 day' ORDER BY updated_at LIMIT $2`;
const isNeverVerifiedSql = `
  SELECT FROM users WHERE id = $1 AND first_verified_at IS NULL AND email_verified_at IS NULL AND deleted_at IS NULL
    AND disabled_at IS NULL AND role = 'user'`;
const eraseSql = `
  UPDATE users SET email = NULL, email_key = NULL, username = NULL, username_key = NULL, password_hash = NULL,
    display_name = NULL, email_verified_at = NULL, role = 'user', deleted_at = statement_timestamp(),
    updated_at = statement_timestamp()
  WHERE id = $1 AND deleted_at IS NULL`;
const upgradeSql = `UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2`;
const administratorsLockSql = "SELECT pg_advisory_xact_lock(hashtextextended('auth.administrators', 0))";
const otherAdministratorsSql = `
  SELECT count(*)::int AS count FROM users
  WHERE role = 'admin' AND disabled_at IS NULL AND deleted_at IS NULL AND id <> $1`;

/** What became of an account that was to be added. */
export type Addition = { readonly account: Account } | { readonly taken: 'email' | 'username' };

/** The accounts in PostgreSQL. Of one that was deleted nothing is found. */
@Injectable()
export class AccountRecord {
  constructor(private readonly source: DataSource) {}

  async findByEmail(
    email: string,
    manager: EntityManager = this.source.manager,
  ): Promise<Account | undefined> {
    return first(await manager.query<Account[]>(byEmailSql, [emailKeyOf(email)]));
  }

  async findByUsername(
    name: string,
    manager: EntityManager = this.source.manager,
  ): Promise<Account | undefined> {
    return first(await manager.query<Account[]>(`${select} username_key = $1`, [usernameKeyOf(name)]));
  }

  async findById(id: string, manager: EntityManager = this.source.manager): Promise<Account | undefined> {
    return first(await manager.query<Account[]>(byIdSql, [id]));
  }

  /** As it is now and stays until the transaction ends; others may do the same. */
  async forShare(manager: EntityManager, id: string): Promise<Account | undefined> {
    return first(await manager.query<Account[]>(forShareSql, [id]));
  }

  /** As it is now, for who is going to change it; the first lock of every transaction that takes several. */
  async forUpdate(manager: EntityManager, id: string): Promise<Account | undefined> {
    return first(await manager.query<Account[]>(`${select} id = $1 FOR UPDATE`, [id]));
  }

  /** Adds one, or says what of it another one has; of two at once one is added. */
  async add(manager: EntityManager, account: NewAccount): Promise<Addition> {
    const { email, username, passwordHash, displayName = null, role = 'user', isVerified = false } = account;
    const [emailKey, usernameKey] = [emailKeyOf(email), usernameKeyOf(username)];
    const values = [
      newId(),
      email.trim(),
      emailKey,
      username,
      usernameKey,
      passwordHash,
      displayName,
      role,
      isVerified,
    ];
    const added = first(await manager.query<Account[]>(insertSql, values));
    if (added) return { account: added };
    // A name is everybody's to look up, an address is not: where both are taken, the name is what is told.
    return {
      taken: (await manager.query<object[]>(nameSql, [usernameKey])).length > 0 ? 'username' : 'email',
    };
  }

  /** Changes what is named; throws where another account has the name or the address. */
  async change(manager: EntityManager, id: string, change: AccountChange): Promise<Account | undefined> {
    const { email, username, passwordHash, displayName, role, isVerified, isDisabled } = change;
    const values = [
      ...[id, email?.trim(), email === undefined ? undefined : emailKeyOf(email)],
      ...[username, username === undefined ? undefined : usernameKeyOf(username), passwordHash],
      ...[displayName !== undefined, displayName, role, isVerified, isDisabled],
    ].map((value) => value ?? null);
    try {
      const [rows] = await manager.query<[Account[], number]>(updateSql, values);
      return first(rows);
    } catch (error) {
      throw takenOf(error) ?? error;
    }
  }

  /** Puts a better hash of the same password in the place of one; nothing where the password has changed meanwhile. */
  async upgradeHash(id: string, before: string, after: string): Promise<void> {
    await this.source.query(upgradeSql, [id, before, after]);
  }

  /** Those nobody has proved an address of, and that nothing was changed of for so many days; the oldest first. */
  async neverVerified(days: number, most: number): Promise<string[]> {
    const rows = await this.source.query<{ id: string }[]>(neverVerifiedSql, [days, most]);
    return rows.map(({ id }) => id);
  }

  /** Whether nobody has ever proved an address of it, and no administrator has had a hand in it. */
  async isNeverVerified(id: string, manager: EntityManager = this.source.manager): Promise<boolean> {
    return (await manager.query<object[]>(isNeverVerifiedSql, [id])).length > 0;
  }

  /** Leaves of an account nothing but its id; its name and its address are free again. */
  async erase(manager: EntityManager, id: string): Promise<void> {
    await manager.query(eraseSql, [id]);
  }

  /** Makes everybody wait who may take an administrator away; taken before the row of an account, unless that is locked by then. */
  async lockAdministrators(manager: EntityManager): Promise<void> {
    await manager.query(administratorsLockSql);
  }

  /** How many administrators there are besides one; certain only under their lock. */
  async countOtherAdministrators(manager: EntityManager, id: string): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(otherAdministratorsSql, [id]);
    return row?.count ?? 0;
  }
}

const first = <T>(rows: readonly T[]): T | undefined => rows[0];

function takenOf(error: unknown): Error | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { constraint } = error.driverError as { constraint?: string };
  if (constraint === 'users_username_unique') return new UsernameTakenError('', { cause: error });
  if (constraint === 'users_email_unique') return new EmailTakenError('', { cause: error });
  return undefined;
}
