import { Injectable } from '@nestjs/common';
import { DirectoryRecord, type DirectoryEntry } from '@secureconnect/directory-store';
import { InjectSettings } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type AccountValues } from './account.settings';
import { emailKeyOf, usernameKeyOf } from './account-spelling';

const living = 'deleted_at IS NULL AND disabled_at IS NULL';
const proved = '(email_verified_at IS NOT NULL OR NOT $2)';
// Who registers another person's address must not be found under it.
const byEmailSql = `SELECT id FROM users WHERE email_key = $1 AND ${proved} AND ${living}`;
// Nor must it be seen by the name whether that registration has made an account.
const byUsernameSql = `SELECT id FROM users WHERE username_key = $1 AND ${proved} AND ${living}`;
const entrySql = `SELECT id, username, display_name AS "displayName" FROM users WHERE id = $1 AND ${living}`;

/** The accounts as other people may find them. */
@Injectable()
export class AccountDirectoryRecord extends DirectoryRecord {
  constructor(
    private readonly source: DataSource,
    @InjectSettings() private readonly values: AccountValues,
  ) {
    super();
  }

  override emailKeyOf(email: string): string {
    return emailKeyOf(email);
  }

  override usernameKeyOf(username: string): string {
    return usernameKeyOf(username);
  }

  override async idOfEmail(emailKey: string): Promise<string | null> {
    const given = [emailKey, this.values.REQUIRE_VERIFIED_EMAIL];
    const [row] = await this.source.query<{ id: string }[]>(byEmailSql, given);
    return row?.id ?? null;
  }

  override async idOfUsername(usernameKey: string): Promise<string | null> {
    const given = [usernameKey, this.values.REQUIRE_VERIFIED_EMAIL];
    const [row] = await this.source.query<{ id: string }[]>(byUsernameSql, given);
    return row?.id ?? null;
  }

  override async entryOf(userId: string): Promise<DirectoryEntry | null> {
    const [row] = await this.source.query<DirectoryEntry[]>(entrySql, [userId]);
    return row ?? null;
  }
}
