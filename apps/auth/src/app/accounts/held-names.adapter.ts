import { Injectable } from '@nestjs/common';
import { InjectSettings, newId } from '@secureconnect/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { type AccountValues } from './account.settings';
import { usernameKeyOf } from './account-spelling';

const holdSql = `
  INSERT INTO users (id, username, username_key, deleted_at, name_held_until)
  VALUES ($1, $2, $3, statement_timestamp(),
    CASE WHEN $4 > 0 THEN statement_timestamp() + $4 * interval '1 day' ELSE 'infinity' END)
  ON CONFLICT DO NOTHING RETURNING id`;
const releaseSql = 'DELETE FROM users WHERE username_key = $1 AND name_held_until IS NOT NULL';
const cleanSql = 'DELETE FROM users WHERE name_held_until <= statement_timestamp()';

/** Names that registrations hold which made no account, so that a taken name does not say which of them did. */
@Injectable()
export class HeldNames {
  constructor(
    private readonly source: DataSource,
    @InjectSettings() private readonly values: AccountValues,
  ) {}

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
  async cleanUp(): Promise<number> {
    const [, freed] = await this.source.query<[unknown, number]>(cleanSql);
    return freed;
  }
}
