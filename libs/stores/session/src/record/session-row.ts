import { type Session, type SessionDetails } from '../session.store';
import { type SessionSealer } from '../sealing/session-sealer';
import { type KnownSession } from './known-session';

const ms = (column: string, as = column): string =>
  `trunc(extract(epoch FROM ${column}) * 1000)::float8 AS ${as}`;

/** Every session is read by this. */
export const rowColumns = [
  ...['id', 'user_id', 'sealed_details', 'sealed_with', 'methods', 'version', 'generation'],
  ...['token_hash', 'former_hash', 'sealed_child'],
  ...['created_at', 'authenticated_at', 'last_seen_at', 'active_until', 'ends_at'].map((column) =>
    ms(column),
  ),
  ms('rotated_at'),
  '(ended_at IS NOT NULL OR ends_at <= clock_timestamp()) AS is_ended',
  ms('clock_timestamp()', 'now'),
].join(', ');

/** A row of `sessions` as `rowColumns` reads it; moments in ms since the epoch. */
export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly sealed_details: Buffer;
  readonly sealed_with: string;
  readonly methods: string[];
  readonly version: number;
  readonly generation: number;
  readonly token_hash: Buffer;
  readonly former_hash: Buffer | null;
  readonly sealed_child: Buffer | null;
  readonly created_at: number;
  readonly authenticated_at: number;
  readonly last_seen_at: number;
  readonly active_until: number;
  readonly ends_at: number;
  readonly rotated_at: number | null;
  readonly is_ended: boolean;
  readonly now: number;
}

/** Where the details of a session are sealed for. */
export const rowPlace = (id: string): string => `row ${id}`;

/** Of a session whose key is gone nothing is known but that it is there: it can still be listed and ended. */
const lostDetails: SessionDetails = { device: {}, address: '', userAgent: '', metadata: {}, riskScore: 0 };

/** What a client is known by, opened. */
export function detailsOf(row: SessionRow, sealer: SessionSealer): SessionDetails {
  const text = sealer.open({ bytes: row.sealed_details, with: row.sealed_with }, rowPlace(row.id));
  return text === undefined ? lostDetails : (JSON.parse(text) as SessionDetails);
}

/** The session a row holds. */
export function knownOf(row: SessionRow, sealer: SessionSealer): KnownSession {
  const session: Session = {
    id: row.id,
    userId: row.user_id,
    details: detailsOf(row, sealer),
    methods: row.methods,
    createdAt: row.created_at,
    authenticatedAt: row.authenticated_at,
    lastSeenAt: row.last_seen_at,
    activeUntil: row.active_until,
    endsAt: row.ends_at,
  };
  return { session, version: row.version, tokenHash: row.token_hash };
}
