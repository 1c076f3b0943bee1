import { type PushDevice } from './push-token.store';

/** A device as its row says, without what wakes it. */
export interface PushTokenRow extends PushDevice {
  readonly version: string;
}

/** What is read of a row that wakes nobody. */
export const deviceColumns = `user_id AS "userId", device_id AS "deviceId", provider, session_id AS "sessionId",
  issued_at_ms::float8 AS "issuedAtMs", created_at AS "createdAt", updated_at AS "updatedAt"`;
