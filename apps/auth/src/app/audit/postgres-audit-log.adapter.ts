import { Injectable, Logger } from '@nestjs/common';
import { currentContext, newId, prepared, type Transaction } from '@secureconnect/platform';
import { type AuditEvent, AuditLog } from './audit-log';

const insertSql = prepared(`
  INSERT INTO audit_events (id, type, user_id, actor_id, address, user_agent, request_id, details)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`);

const longest = 512;

/** On one line and without a character that a terminal obeys: an entry must not be able to look like another one. */
const printable = (text: string): string =>
  text
    .slice(0, longest)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);

const shown = (value: string | number | boolean) => (typeof value === 'string' ? printable(value) : value);

/** Security events in PostgreSQL; each is a line of the log too, once it is true. */
@Injectable()
export class PostgresAuditLog extends AuditLog {
  private readonly logger = new Logger('Audit');

  async record({ type, userId, actorId, details = {} }: AuditEvent, within: Transaction): Promise<void> {
    const { requestId, client } = currentContext() ?? {};
    const [address, userAgent] = [client?.address ?? null, printable(client?.userAgent ?? '') || null];
    const told = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, shown(value)]));
    const by = actorId ?? null;
    const values = [newId(), type, userId ?? null, by, address, userAgent, requestId ?? null, told];
    await within.manager.query(insertSql, values);
    within.onCommitted(() => {
      const line = {
        event: type,
        user_id: userId,
        actor_id: by,
        address,
        user_agent: userAgent,
        details: told,
      };
      this.logger.log({ ...line, msg: `${type}${userId ? ` of ${userId}` : ''}` });
    });
  }
}
