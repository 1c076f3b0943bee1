import { Injectable } from '@nestjs/common';
import { prepared, Seal, type Sealed, type SealingKeys } from '@secureconnect/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { type KnownBefore, type Sighting } from '../risk/sighting';
import { AuthSecrets } from '../secrets/auth-secrets';
import { deviceKeysOf } from './device-names';

interface Row extends Sealed {
  readonly key: Buffer;
  readonly hours: readonly number[];
  readonly failures: number;
}

/** What is known of an account and of the device that is seen now. */
export interface DeviceHistory {
  /** A device that has logged in before and says so by a name of its own. */
  readonly knownDevice?: string;
  /** For the assessment of risk; undefined before the first login. */
  readonly before?: KnownBefore;
}

/** What a device is to an account it logs in to. */
export type Novelty = 'known' | 'first' | 'another';

const mostDevices = 20;
const mostHours = 20;
const batch = 200;
const nobody = '00000000-0000-0000-0000-000000000000';

const recallSql = prepared(`
  SELECT device_key AS key, sealed, sealed_with AS "sealedWith", hours,
    (SELECT count(*)::int FROM (SELECT FROM audit_events WHERE user_id = $1 AND type = 'login.failed'
      AND created_at > statement_timestamp() - interval '1 hour' LIMIT 5) AS failed) AS failures
  FROM known_devices WHERE user_id = $1 ORDER BY last_seen_at DESC LIMIT ${mostDevices}`);
const forgetSql = 'DELETE FROM known_devices WHERE user_id = $1 AND device_key = ANY ($2) RETURNING 1';
/** In one statement everything sees what was there before it. */
const noteSql = prepared(`
  WITH known AS (SELECT count(*)::int AS devices, count(*) FILTER (WHERE device_key = $2)::int AS same
    FROM known_devices WHERE user_id = $1),
  noted AS (INSERT INTO known_devices (user_id, device_key, sealed, sealed_with, hours)
  VALUES ($1, $2, $3, $4, ARRAY[extract(hour FROM clock_timestamp() AT TIME ZONE 'UTC')]::smallint[])
  ON CONFLICT (user_id, device_key) DO UPDATE SET sealed = excluded.sealed, sealed_with = excluded.sealed_with,
    hours = (excluded.hours || known_devices.hours)[1:${mostHours}], last_seen_at = clock_timestamp())
  SELECT devices, same FROM known`);
const trimSql = `
  DELETE FROM known_devices WHERE user_id = $1 AND device_key IN
    (SELECT device_key FROM known_devices WHERE user_id = $1 ORDER BY last_seen_at DESC OFFSET ${mostDevices})`;
const formerSql = `
  SELECT user_id AS "userId", device_key AS key, sealed, sealed_with AS "sealedWith" FROM known_devices
  WHERE sealed_with = ANY ($1) AND (user_id, device_key) > ($2, $3) ORDER BY user_id, device_key LIMIT ${batch}`;
const moveSql = `
  INSERT INTO known_devices (user_id, device_key, sealed, sealed_with, hours, first_seen_at, last_seen_at)
  SELECT user_id, $4, $5, $6, hours, first_seen_at, last_seen_at FROM known_devices
  WHERE user_id = $1 AND device_key = $2 AND sealed = $3
  ON CONFLICT (user_id, device_key) DO NOTHING RETURNING user_id`;
const leaveSql =
  'DELETE FROM known_devices WHERE user_id = $1 AND device_key = $2 AND sealed = $3 RETURNING 1';
const sealedBeforeSql = 'SELECT count(*)::int AS n FROM known_devices WHERE sealed_with <> $1';
const eraseSql = 'DELETE FROM known_devices WHERE user_id = $1';

/** The devices each account was logged in to from, the latest twenty; what was seen of them lies sealed. */
@Injectable()
export class KnownDevices {
  private readonly keys: SealingKeys;
  private readonly seal: Seal;

  constructor(
    private readonly source: DataSource,
    secrets: AuthSecrets,
  ) {
    this.keys = secrets.keysFor('known devices');
    this.seal = new Seal(secrets.keysFor('device sightings'));
  }

  /** What is known before a login; the same work for an account that does not exist. */
  async recall(userId: string | undefined, now: Sighting): Promise<DeviceHistory> {
    const rows = await this.source.query<Row[]>(recallSql, [userId ?? nobody]);
    if (userId === undefined) return {};
    const rowOf = (seen: Pick<Sighting, 'device' | 'userAgent'>): Row | undefined => {
      const keys = deviceKeysOf(this.keys, userId, seen);
      return rows.find(({ key }) => keys.some((one) => one.equals(key)));
    };
    const same = rowOf(now);
    // A name nobody knows is compared with what one without a name is compared with.
    const last = this.opened(same ?? rowOf({ userAgent: now.userAgent }) ?? rows[0], userId);
    return {
      ...(same && now.device !== undefined && { knownDevice: `device ${now.device}` }),
      ...(last && { before: beforeOf(rows, last, same !== undefined) }),
    };
  }

  /** Notes where an account is logged in to; within the transaction that does it, which has its sessions locked. */
  async note(userId: string, now: Sighting, manager: EntityManager): Promise<Novelty> {
    const [key, ...former] = deviceKeysOf(this.keys, userId, now);
    const { sealed, sealedWith } = this.seal.seal(Buffer.from(JSON.stringify(now)), userId);
    const values = [userId, key, sealed, sealedWith];
    const [known] = await manager.query<{ devices: number; same: number }[]>(noteSql, values);
    if (known?.same) return 'known';
    const [, forgotten] =
      former.length > 0 ? await manager.query<[unknown, number]>(forgetSql, [userId, former]) : [[], 0];
    await manager.query(trimSql, [userId]);
    if (forgotten > 0) return 'known';
    return known?.devices ? 'another' : 'first';
  }

  /** Forgets those of an account that is no more. */
  async erase(userId: string, manager: EntityManager): Promise<void> {
    await manager.query(eraseSql, [userId]);
  }

  /** Keys and seals anew what a former secret has, and passes over what does not open; gives the number. */
  async reseal(): Promise<number> {
    const { former } = this.seal;
    let done = 0;
    let last: Pick<Row, 'key'> & { userId: string } = { userId: nobody, key: Buffer.alloc(0) };
    for (let read = batch; read === batch && former.length > 0;) {
      const values = [former, last.userId, last.key];
      const rows = await this.source.query<(Row & { userId: string })[]>(formerSql, values);
      for (const row of rows) if (await this.resealOne(row)) done += 1;
      [last, read] = [rows.at(-1) ?? last, rows.length];
    }
    return done;
  }

  /** How many another secret than the present one has sealed. */
  async countSealedBefore(): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(sealedBeforeSql, [this.seal.present]);
    return row?.n ?? 0;
  }

  /** In the order in which `note` touches them, so that neither waits for the other for ever. */
  private async resealOne(row: Row & { userId: string }): Promise<boolean> {
    const { userId, key, sealed } = row;
    const seen = this.opened(row, userId);
    if (!seen) return false;
    const [anew] = deviceKeysOf(this.keys, userId, seen);
    const by = this.seal.seal(Buffer.from(JSON.stringify(seen)), userId);
    return this.source.transaction(async (manager) => {
      const values = [userId, key, sealed, anew, by.sealed, by.sealedWith];
      const moved = await manager.query<object[]>(moveSql, values);
      const [, left] = await manager.query<[unknown, number]>(leaveSql, [userId, key, sealed]);
      // Somebody else has moved it on, or forgotten it, meanwhile.
      if (moved.length > 0 && left === 0) await manager.query(forgetSql, [userId, [anew]]);
      return left > 0;
    });
  }

  private opened(row: Row | undefined, userId: string): Sighting | undefined {
    // What does not open is as if it had never been seen.
    const plain = row && this.seal.attempt(row, userId);
    return plain && (JSON.parse(plain.toString()) as Sighting);
  }
}

function beforeOf(rows: readonly Row[], last: Sighting, isKnownDevice: boolean): KnownBefore {
  const hours = rows.flatMap((row) => row.hours);
  return { last, isKnownDevice, hours, failures: rows[0]?.failures ?? 0 };
}
