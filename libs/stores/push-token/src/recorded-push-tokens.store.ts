import { type DataSource } from 'typeorm';
import { addressHashOf, type PushTokenSealer } from './push-token-sealer';
import { deviceColumns, type PushTokenRow } from './push-token-row';
import {
  type PushDevice,
  type PushRegistration,
  type PushToken,
  PushTokenStore,
  type SignedOut,
} from './push-token.store';

/** Users whose devices a statement changed. */
export type Touched = (userIds: readonly string[]) => Promise<void>;

const registerSql = 'SELECT * FROM register_push_token($1, $2, $3, $4, $5, $6, $7, $8, $9)';
const findSql = `SELECT ${deviceColumns} FROM push_tokens WHERE user_id = $1 ORDER BY version DESC`;
const takeSql = `SELECT ${deviceColumns}, version::text, sealed, sealed_with AS "sealedWith"
  FROM push_tokens WHERE user_id = $1 AND device_id = $2`;
const deleting = (which: string): string =>
  `WITH gone AS (DELETE FROM push_tokens t ${which} RETURNING t.user_id AS "userId") SELECT "userId" FROM gone`;
const removeSql = deleting('WHERE t.user_id = $1 AND t.device_id = $2');
const dropSql = deleting('WHERE t.version = $1');
const signOutSql = deleting(`WHERE t.session_id = ANY ($1::text[]) OR (t.session_id IS NULL AND EXISTS (
  SELECT FROM unnest($2::uuid[], $3::bigint[]) AS g (user_id, issued_before)
  WHERE g.user_id = t.user_id AND t.issued_at_ms < g.issued_before))`);
const cleanUpSql = deleting(`WHERE t.version IN (SELECT o.version FROM push_tokens o
  WHERE o.updated_at < clock_timestamp() - $1 * interval '1 ms' ORDER BY o.updated_at LIMIT 5000 FOR UPDATE SKIP LOCKED)`);

/** Push tokens as PostgreSQL has them, nothing remembered: the tier behind the cache, and the only one that wakes. */
export class RecordedPushTokens extends PushTokenStore {
  constructor(
    private readonly source: DataSource,
    private readonly sealer: PushTokenSealer,
    private readonly mostPerUser: number,
    private readonly touched: Touched,
  ) {
    super();
  }

  async register({ target, ...device }: PushRegistration): Promise<PushDevice> {
    const { userId, deviceId, sessionId, issuedAtMs } = device;
    const { sealed, sealedWith } = this.sealer.seal(target, userId, deviceId);
    const { provider } = target;
    const values = [userId, deviceId, provider, addressHashOf(target), sealed, sealedWith, sessionId];
    type Registered = { readonly created: Date; readonly updated: Date; readonly former: string | null };
    const rows = await this.source.query<Registered[]>(registerSql, [
      ...values,
      Math.floor(issuedAtMs),
      this.mostPerUser,
    ]);
    const { created, updated, former } = rows[0] as Registered;
    await this.touched(former === null ? [userId] : [userId, former]);
    return { ...device, provider, createdAt: created, updatedAt: updated };
  }

  find(userId: string): Promise<readonly PushDevice[]> {
    return this.source.query<PushDevice[]>(findSql, [userId]);
  }

  reachable(userId: string): Promise<readonly PushDevice[]> {
    return this.find(userId);
  }

  async take(userId: string, deviceId: string): Promise<PushToken | undefined> {
    type Row = PushTokenRow & { readonly sealed: Buffer; readonly sealedWith: string };
    const [row] = await this.source.query<Row[]>(takeSql, [userId, deviceId]);
    if (!row) return undefined;
    const { sealed, sealedWith, ...device } = row;
    return { ...device, target: this.sealer.open({ sealed, sealedWith }, userId, deviceId) };
  }

  async remove(userId: string, deviceId: string): Promise<boolean> {
    return (await this.gone(removeSql, [userId, deviceId])) > 0;
  }

  async dropRejected({ version }: Pick<PushToken, 'version'>): Promise<boolean> {
    return (await this.gone(dropSql, [version])) > 0;
  }

  async signOut({ sessions, users }: SignedOut): Promise<number> {
    const moments = users.map(({ issuedBefore }) => Math.ceil(issuedBefore));
    return this.gone(signOutSql, [sessions, users.map(({ userId }) => userId), moments]);
  }

  cleanUp(unseenMs: number): Promise<number> {
    return this.gone(cleanUpSql, [unseenMs]);
  }

  private async gone(sql: string, values: unknown[]): Promise<number> {
    const rows = await this.source.query<{ userId: string }[]>(sql, values);
    if (rows.length > 0) await this.touched([...new Set(rows.map(({ userId }) => userId))]);
    return rows.length;
  }
}
