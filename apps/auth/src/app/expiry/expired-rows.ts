import { inBatches } from '@secureconnect/platform';
import { type DataSource } from 'typeorm';

const bounds = { atMost: 500, mostMs: 10_000 };

/** Where rows of one kind lie, what tells one from another, and when their time is over. */
export interface Expiring {
  readonly table: string;
  readonly key: string;
  readonly time: string;
}

/** Forgets rows whose time is over, so few at once that nobody waits for it, and none that somebody else holds. */
export class ExpiredRows {
  private readonly text: string;

  constructor(
    private readonly source: DataSource,
    { table, key, time }: Expiring,
  ) {
    this.text = `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table}
      WHERE ${time} <= statement_timestamp() ORDER BY ${time} LIMIT $1 FOR UPDATE SKIP LOCKED)`;
  }

  /** Gives their number; what is left has its turn the next time. */
  forget(): Promise<number> {
    return inBatches(async (atMost) => {
      const [, removed] = await this.source.query<[unknown, number]>(this.text, [atMost]);
      return removed;
    }, bounds);
  }
}
