import { type DataSource } from 'typeorm';

interface Limits {
  readonly max?: number;
  readonly statement_timeout?: number;
}

/** What the pool below a DataSource allows: connections, and milliseconds to a statement. */
export function poolLimitsOf({ driver }: DataSource): {
  readonly size: number;
  readonly statementMs: number;
} {
  const { max = 0, statement_timeout = 5_000 } =
    (driver as unknown as { master?: { options?: Limits } }).master?.options ?? {};
  return { size: max, statementMs: statement_timeout };
}
