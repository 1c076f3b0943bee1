import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** In bytes. */
export interface Quota {
  readonly used: number;
  readonly reserved: number;
  readonly limit: number;
}

const sql = `SELECT used::float8 AS used, reserved::float8 AS reserved, quota::float8 AS limit
  FROM quotas WHERE user_id = $1`;

/** The rows of quotas, for reading; they are moved with uploads and files alone. */
@Injectable()
export class QuotaRecord {
  constructor(private readonly source: DataSource) {}

  async of(userId: string, usual: number): Promise<Quota> {
    const [row] = await this.source.query<{ used: number; reserved: number; limit: number | null }[]>(sql, [
      userId,
    ]);
    return { used: row?.used ?? 0, reserved: row?.reserved ?? 0, limit: row?.limit ?? usual };
  }
}
