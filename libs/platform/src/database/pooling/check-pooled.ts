import { type ClientBase } from 'pg';
import { type DatabaseOptions } from '../database.options';
import { roleOf, schemaOf } from '../service-role';
import { type SessionLimits, sessionLimits } from '../session-limits';
import { PoolerUnfitError } from './pooler-unfit.error';

interface Found {
  readonly role: string;
  readonly path: string;
  readonly limits: SessionLimits;
}

const sql = `SELECT current_user AS role, current_setting('search_path') AS path,
  (SELECT json_object_agg(name, setting::int) FROM pg_settings WHERE name = ANY ($1)) AS limits`;

/**
 * Looks at a connection as the pooler lends it: without its schema every statement would fail, and one that runs on
 * after it was given up would be applied later.
 */
export async function checkPooled(
  client: ClientBase,
  { service, statementTimeoutMs }: DatabaseOptions,
): Promise<void> {
  const wanted = sessionLimits(statementTimeoutMs);
  const { rows } = await client.query<Found>(sql, [Object.keys(wanted)]);
  const [found] = rows;
  if (found?.role !== roleOf(service))
    throw new PoolerUnfitError(`it logs in as "${found?.role}", not as "${roleOf(service)}"`);
  if (found.path !== schemaOf(service))
    throw new PoolerUnfitError(
      `the search_path of "${found.role}" is ${found.path}, not ${schemaOf(service)}`,
    );
  for (const [name, most] of Object.entries(wanted)) {
    const ms = found.limits[name as keyof SessionLimits];
    if (ms === 0 || ms > most)
      throw new PoolerUnfitError(`${name} of "${found.role}" is ${ms} ms, not ${most}`);
  }
}
