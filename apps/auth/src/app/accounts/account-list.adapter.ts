import { Injectable } from '@nestjs/common';
import { type Role } from '@secureconnect/identity';
import { decodeCursor } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type Account } from './account';
import { accountColumns } from './account-columns.constants';
import { emailKeyOf, usernameKeyOf } from './account-spelling';

/** Which accounts, and where to go on. */
export interface AccountListing {
  readonly role?: Role;
  readonly email?: string;
  readonly username?: string;
  readonly isDisabled?: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

const listSql = `
  SELECT ${accountColumns} FROM users
  WHERE deleted_at IS NULL AND ($1::text IS NULL OR role = $1) AND ($2::text IS NULL OR email_key = $2)
    AND ($3::text IS NULL OR username_key = $3) AND ($4::boolean IS NULL OR (disabled_at IS NOT NULL) = $4)
    AND ($5::uuid IS NULL OR id < $5)
  ORDER BY id DESC LIMIT $6`;

/** The accounts as administrators leaf through them, the latest first. */
@Injectable()
export class AccountList {
  constructor(private readonly source: DataSource) {}

  /** One more than asked for, where there is one. */
  find({ role, email, username, isDisabled, cursor, limit }: AccountListing): Promise<Account[]> {
    const [after] = cursor === undefined ? [] : decodeCursor(cursor, ['uuid']);
    const keys = [
      email === undefined ? null : emailKeyOf(email),
      username === undefined ? null : usernameKeyOf(username),
    ];
    return this.source.query(listSql, [role ?? null, ...keys, isDisabled ?? null, after ?? null, limit + 1]);
  }
}
