import { Inject, Injectable } from '@nestjs/common';
import { prepared } from '@secureconnect/platform';
import { RedisFree } from '@secureconnect/resilience';
import { DataSource } from 'typeorm';
import { type Call } from '../machine/call';
import { type CallRules } from '../machine/call-rules';
import { type CallChange } from './call-change';
import { CallRecord, type HeldLeg } from './call-record.port';
import { callOf, type CallRow, wholeCall } from './call-rows';
import { CALL_RULES } from './call-rules.constants';

const isOpen = "c.state IN ('ringing', 'active')";
const isLive = "p.state IN ('invited', 'ringing', 'joined', 'reconnecting')";

const findSql = prepared(`SELECT ${wholeCall} FROM calls c WHERE c.id = $1`);
const openInSql = prepared(`SELECT ${wholeCall} FROM calls c WHERE c.conversation_id = $1 AND ${isOpen}`);
const openOfSql = prepared(`
  SELECT ${wholeCall} FROM calls c WHERE ${isOpen} AND c.id IN (
    SELECT p.call_id FROM participants p WHERE p.user_id = ANY ($1) AND ${isLive})
  ORDER BY c.id DESC`);
const mostChanges = 500;
const changesSql = prepared(`
  SELECT change FROM call_changes WHERE call_id = $1 AND version > $2 ORDER BY version LIMIT ${mostChanges}`);
/** Locks in the order in which whoever changes a call does, and finds a connection that is another by then not. */
const renewSql = prepared(`
  WITH held AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS h(call_id, user_id, leg)),
  locked AS MATERIALIZED (
    SELECT p.call_id, p.user_id FROM participants p JOIN held h USING (call_id, user_id)
    WHERE p.leg = h.leg AND p.state = 'joined' ORDER BY p.call_id, p.user_id FOR UPDATE OF p),
  renewed AS (
    UPDATE participants p
    SET until = date_trunc('milliseconds', clock_timestamp()) + $4 * interval '1 millisecond'
    FROM locked l WHERE p.call_id = l.call_id AND p.user_id = l.user_id RETURNING p.call_id, p.user_id)
  SELECT h.call_id AS "callId", h.user_id AS "userId", h.leg FROM held h
  WHERE NOT EXISTS (SELECT FROM renewed r WHERE r.call_id = h.call_id AND r.user_id = h.user_id)`);

/** Calls in PostgreSQL: what is read here is what was committed. */
@Injectable()
export class CallRecordAdapter extends CallRecord {
  constructor(
    private readonly source: DataSource,
    @Inject(CALL_RULES) private readonly rules: CallRules,
  ) {
    super();
  }

  @RedisFree('calls.find')
  async find(callId: string): Promise<Call | undefined> {
    const [row] = await this.source.query<CallRow[]>(findSql, [callId]);
    return row && callOf(row);
  }

  /** The one that is not over in a conversation. */
  @RedisFree('calls.open-in')
  async openIn(conversationId: string): Promise<Call | undefined> {
    const [row] = await this.source.query<CallRow[]>(openInSql, [conversationId]);
    return row && callOf(row);
  }

  @RedisFree('calls.open-of')
  async openOf(userIds: readonly string[]): Promise<readonly Call[]> {
    return (await this.source.query<CallRow[]>(openOfSql, [userIds])).map(callOf);
  }

  @RedisFree('calls.changes-after')
  async changesAfter(callId: string, version: number): Promise<readonly CallChange[]> {
    const rows = await this.source.query<{ change: CallChange }[]>(changesSql, [callId, version]);
    return rows.map(({ change }) => change);
  }

  @RedisFree('calls.renew')
  async renew(legs: readonly HeldLeg[]): Promise<readonly HeldLeg[]> {
    if (legs.length === 0) return [];
    const columns = [
      legs.map(({ callId }) => callId),
      legs.map(({ userId }) => userId),
      legs.map(({ leg }) => leg),
    ];
    return this.source.query<HeldLeg[]>(renewSql, [...columns, this.rules.leaseMs]);
  }
}
