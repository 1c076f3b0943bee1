import { Injectable } from '@nestjs/common';
import { newId, SessionLocks } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

/** A blob that lies in another store than it should. */
export interface MovableBlob {
  readonly key: string;
  readonly store: string;
  readonly size: number;
  /** Null: nobody wrote down what it comes to, as with thumbnails. */
  readonly sha256: Buffer | null;
}

/** How much there is. */
export interface BlobTotals {
  readonly blobs: number;
  readonly bytes: number;
}

const elsewhere = `
  SELECT f.blob_key AS key, f.store, f.size::float8 AS size, f.sha256 FROM files f
  WHERE f.store <> $1 AND f.deleted_at IS NULL
  UNION ALL
  SELECT t.blob_key, t.store, t.size::float8, NULL FROM thumbnails t
  WHERE t.store <> $1 AND t.blob_key IS NOT NULL AND t.size IS NOT NULL`;
const nextSql = `SELECT * FROM (${elsewhere}) e WHERE e.key > $2 ORDER BY e.key LIMIT $3`;
const totalsSql = `SELECT count(*)::float8 AS blobs, coalesce(sum(e.size), 0)::float8 AS bytes FROM (${elsewhere}) e`;
const beginSql = `INSERT INTO moving_blobs (old_key, new_key, store) VALUES ($1, $2, $3)
  ON CONFLICT (old_key) DO UPDATE SET since = clock_timestamp() RETURNING new_key AS key`;
const switchSql = 'SELECT switch_blob($1) AS switched';
/** Of moves that were given up: to another store than this one, or of a blob that is gone. */
const forgetSql = `
  WITH left_over AS (
    DELETE FROM moving_blobs m WHERE m.store <> $1 OR m.old_key = $2
      OR NOT EXISTS (SELECT FROM (${elsewhere}) e WHERE e.key = m.old_key) RETURNING m.new_key, m.store)
  INSERT INTO doomed_blobs (blob_key, store) SELECT * FROM left_over ON CONFLICT DO NOTHING`;
const usedSql = `SELECT
  (SELECT count(*)::int FROM uploads u WHERE u.state = 'open' AND u.store <> $1) AS uploads,
  (SELECT count(*)::int FROM doomed_blobs d WHERE d.store <> $1) AS doomed`;

/** Rows of blobs that are to lie elsewhere. */
@Injectable()
export class MovingRecord {
  constructor(
    private readonly source: DataSource,
    private readonly locks: SessionLocks,
  ) {}

  /** Does it while nobody else does, on any machine; undefined: somebody does. */
  alone<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.locks.alone('storage.move', work);
  }

  totals(to: string): Promise<BlobTotals> {
    return this.one<BlobTotals>(totalsSql, [to]);
  }

  /** In the order of their keys. */
  next(to: string, after: string, limit: number): Promise<MovableBlob[]> {
    return this.source.query<MovableBlob[]>(nextSql, [to, after, limit]);
  }

  /** The key it will have; the same one as before, if it was begun. */
  async begin(oldKey: string, to: string): Promise<string> {
    return (await this.one<{ key: string }>(beginSql, [oldKey, newId(), to])).key;
  }

  /** False: it was deleted meanwhile, and what was brought is doomed. */
  async switch(oldKey: string): Promise<boolean> {
    return (await this.one<{ switched: boolean }>(switchSql, [oldKey])).switched;
  }

  /** What was brought of moves that were given up is doomed; with a key, of that one too. */
  async forget(to: string, oldKey?: string): Promise<void> {
    await this.source.query(forgetSql, [to, oldKey ?? null]);
  }

  /** What needs the other store yet, besides files. */
  left(to: string): Promise<{ readonly uploads: number; readonly doomed: number }> {
    return this.one(usedSql, [to]);
  }

  private async one<T>(sql: string, values: unknown[]): Promise<T> {
    const [row] = await this.source.query<T[]>(sql, values);
    if (row === undefined) throw new Error('A question of one row had none.');
    return row;
  }
}
