import { Injectable } from '@nestjs/common';
import { InjectSettings, newId } from '@secureconnect/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { type AccountValues } from './account.settings';
import { ExpiredRows } from '../expiry/expired-rows';
import { usernameKeyOf } from './account-spelling';

const holdSql = `
  INSERT INTO users (id, username, username_key, deleted_at, name_held_until)
  VALUES ($1, $2, $3, statement_timestamp(),
    CASE WHEN $4 > 0 THEN statement_timestamp() + $4 * interval '1 day' ELSE 'infinity' END)
  ON CONFLICT DO NOTHING RETURNING id`;
const releaseSql = 'DELETE FROM users WHERE username_key = $1 AND name_held_until IS NOT NULL';

/** Names that registrations hold which made no account, so that a taken name does not say which of them did. */
@Injectable()
export class HeldNames {
  private readonly expired: ExpiredRows;

  constructor(
    source: DataSource,
    @InjectSettings() private readonly values: AccountValues,
  ) {
    this.expired = new ExpiredRows(source, { table: 'users', key: 'id', time: 'name_held_until' });
  }

  /** Holds one for as long as an account lives that nobody verifies; false where it is taken. */
  async hold(username: string, manager: EntityManager): Promise<boolean> {
    const { REQUIRE_VERIFIED_EMAIL: isRequired, UNVERIFIED_ACCOUNT_DAYS: days } = this.values;
    const values = [newId(), username, usernameKeyOf(username), isRequired ? days : 0];
    return (await manager.query<object[]>(holdSql, values)).length > 0;
  }

  /** For the account of the registration that holds it. */
  async release(username: string, manager: EntityManager): Promise<void> {
    await manager.query(releaseSql, [usernameKeyOf(username)]);
  }

  /** Frees those whose time is over; gives their number. */
  cleanUp(): Promise<number> {
    return this.expired.forget();
  }
}
