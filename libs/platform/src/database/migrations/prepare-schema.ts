import { type ClientBase } from 'pg';
import { type MigrateOptions } from '../database.options';
import { roleOf, schemaOf } from '../service-role';
import { ensureRole } from './ensure-role';
import { giveRoleDefaults } from './give-role-defaults';
import { inTransaction } from './in-transaction';
import { MigrationBusyError } from './migration-busy.error';
import { lockDatabase } from './migration-lock';

/**
 * Roles belong to the whole cluster, so migrating two of its databases at once may collide where no lock of one
 * database helps: the role exists by now, or its row was just changed.
 */
const collisions = new Set(['23505', '42710', 'XX000', '40P01']);
const lockTimedOut = '55P03';
const maxTries = 10;

/** Sees to the service's schema and role, and that the role has its rights and nobody too many; safe to repeat. */
export async function prepareSchema(client: ClientBase, options: MigrateOptions): Promise<void> {
  const started = Date.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(client, () => prepare(client, options));
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      const isLock = code === lockTimedOut;
      if (tries < maxTries && (isLock || collisions.has(code))) continue;
      throw isLock ? new MigrationBusyError(options.service, Date.now() - started, error) : error;
    }
  }
}

async function prepare(client: ClientBase, options: MigrateOptions): Promise<void> {
  const { service, rolePassword } = options;
  const [schema, role] = [schemaOf(service), roleOf(service)];
  await lockDatabase(client);
  await ensureRole(client, role, rolePassword);
  // Before anybody can log in as a new one.
  await giveRoleDefaults(client, options);
  await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  for (const statement of rightsOf(schema, role)) await client.query(statement);
  await restrictPublic(client, role);
}

/** DML on everything the administrator makes in this schema, now and later. */
const rightsOf = (schema: string, role: string): string[] => [
  `GRANT USAGE ON SCHEMA "${schema}" TO "${role}"`,
  `ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${role}"`,
  `ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT USAGE, SELECT ON SEQUENCES TO "${role}"`,
];

/** What PostgreSQL gives to everybody: a place in schema public, and temporary tables. Only an owner can take it. */
async function restrictPublic(client: ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ database: string; owner: boolean; public: boolean }>(`
    SELECT current_database() AS database, pg_has_role(datdba, 'USAGE') AS owner,
           EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public' AND pg_has_role(nspowner, 'USAGE')) AS public
    FROM pg_database WHERE datname = current_database()`);
  const [found] = rows;
  if (!found) return;
  const database = client.escapeIdentifier(found.database);
  if (found.owner) {
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO "${role}"`);
    await client.query(`REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  }
  if (found.public) await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
}
