import { Inject, Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type CallRules } from '../machine/call-rules';
import { CALL_RULES } from './call-rules.constants';

/**
 * Where connections are spared, and for as long as a lease lasts after PostgreSQL came up, calls in which one ran out
 * are not due: nobody could renew it.
 */
const sql = prepared(`
  SELECT p.call_id AS id FROM participants p JOIN calls c ON c.id = p.call_id
  WHERE p.until <= statement_timestamp() AND c.state IN ('ringing', 'active')
  GROUP BY p.call_id
  HAVING NOT ($1 OR pg_postmaster_start_time() > statement_timestamp() - $2 * interval '1 millisecond')
    OR NOT bool_or(p.state IN ('joined', 'reconnecting'))
  ORDER BY min(p.until) LIMIT $3`);

const openSql = prepared(`
  SELECT state, count(*)::int AS count FROM calls WHERE state IN ('ringing', 'active') GROUP BY state`);

/** How many calls are not over, by state. */
export type OpenCalls = Readonly<Record<'ringing' | 'active', number>>;

/** Calls with a deadline that is over, by PostgreSQL's clock. */
@Injectable()
export class DueCalls {
  constructor(
    private readonly source: DataSource,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {}

  /** Those due longest first. */
  async find(spareConnections: boolean, atMost: number): Promise<readonly string[]> {
    const values = [spareConnections, this.rules.leaseMs, atMost];
    return (await this.source.query<{ id: string }[]>(sql, values)).map(({ id }) => id);
  }

  async open(): Promise<OpenCalls> {
    const rows = await this.source.query<{ state: keyof OpenCalls; count: number }[]>(openSql, []);
    const found = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    return { ringing: 0, active: 0, ...found };
  }
}
