import { type ClientBase } from 'pg';
import { type MigrateOptions } from '../database.options';
import { roleOf, schemaOf } from '../service-role';
import { sessionLimits } from '../session-limits';

/**
 * Gives a role that may log in its schema and its limits in this database, for where a pooler stands between that
 * passes on none of what a service asks for. To change what is so already would only make others wait.
 */
export async function giveRoleDefaults(
  client: ClientBase,
  { service, rolePassword, statementTimeoutMs }: MigrateOptions,
): Promise<void> {
  if (!rolePassword || statementTimeoutMs === undefined) return;
  const role = roleOf(service);
  const wanted = { search_path: schemaOf(service), ...sessionLimits(statementTimeoutMs) };
  const { rows } = await client.query<{ database: string; settings: string[] | null }>(
    `SELECT current_database() AS database, (SELECT s.setconfig FROM pg_db_role_setting s
       JOIN pg_database d ON d.oid = s.setdatabase AND d.datname = current_database()
       JOIN pg_roles r ON r.oid = s.setrole AND r.rolname = $1) AS settings`,
    [role],
  );
  const database = client.escapeIdentifier(rows[0]?.database ?? '');
  for (const [name, value] of Object.entries(wanted)) {
    if (rows[0]?.settings?.includes(`${name}=${value}`)) continue;
    await client.query(`ALTER ROLE "${role}" IN DATABASE ${database} SET ${name} = '${value}'`);
  }
}
