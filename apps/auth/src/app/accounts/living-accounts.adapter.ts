import { Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

const sql = prepared(
  'SELECT id FROM users WHERE id = ANY ($1) AND deleted_at IS NULL AND disabled_at IS NULL ORDER BY id',
);

/** Says which accounts are there and may come in, and nothing else of them. */
@Injectable()
export class LivingAccounts {
  constructor(private readonly source: DataSource) {}

  among(ids: readonly string[]): Promise<{ id: string }[]> {
    return this.source.query(sql, [ids]);
  }
}
