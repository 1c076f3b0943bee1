/** What lies in an outbox, as far as one look goes. */
export interface OutboxSizes {
  readonly rows: number;
  readonly oldestSeconds: number;
}

/** An outbox in PostgreSQL: what was committed and is perhaps not told yet; a `Row` is what one of them is known by. */
export abstract class OutboxRecord<Row extends object = object> {
  /** These were told: nobody need look after them any longer. */
  abstract settle(rows: readonly Row[]): Promise<void>;

  /** At most 10,000 are counted. */
  abstract sizes(): Promise<OutboxSizes>;
}
