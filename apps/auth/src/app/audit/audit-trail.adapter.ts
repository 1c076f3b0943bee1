import { Injectable } from '@nestjs/common';
import { decodeCursor } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

/** A security event as it was recorded. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly userId: string | null;
  readonly actorId: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly createdAt: Date;
}

/** Which events, and where to go on. */
export interface AuditListing {
  readonly userId?: string;
  readonly type?: string;
  readonly before?: Date;
  readonly after?: Date;
  readonly cursor?: string;
  readonly limit: number;
}

const listSql = `
  SELECT id, type, user_id AS "userId", actor_id AS "actorId", address, user_agent AS "userAgent",
    request_id AS "requestId", details, created_at AS "createdAt"
  FROM audit_events
  WHERE ($1::uuid IS NULL OR user_id = $1) AND ($2::text IS NULL OR type = $2)
    AND ($3::timestamptz IS NULL OR created_at < $3) AND ($4::timestamptz IS NULL OR created_at > $4)
    AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))
  ORDER BY created_at DESC, id DESC LIMIT $7`;

/** The security events as administrators leaf through them, the latest first. */
@Injectable()
export class AuditTrail {
  constructor(private readonly source: DataSource) {}

  /** One more than asked for, where there is one. */
  find({ userId, type, before, after, cursor, limit }: AuditListing): Promise<RecordedEvent[]> {
    const [moment, id] = cursor === undefined ? [] : decodeCursor(cursor, ['time', 'uuid']);
    const filters = [userId, type, before, after, moment, id].map((value) => value ?? null);
    return this.source.query(listSql, [...filters, limit + 1]);
  }
}
