import { type ClientBase } from 'pg';
import { passwordVerifier } from './password-verifier';

/** Sees to the role: it exists, has no powers of its own, may log in if it has a password, and we may act as it. */
export async function ensureRole(client: ClientBase, role: string, password?: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (!rowCount) await client.query(`CREATE ROLE "${role}" NOLOGIN`);
  await takePowers(client, role);
  if (password) {
    const literal = client.escapeLiteral(passwordVerifier(password));
    await client.query(`ALTER ROLE "${role}" LOGIN PASSWORD ${literal}`);
  }
  if (!(await mayActAs(client, role))) await client.query(`GRANT "${role}" TO CURRENT_USER`);
}

/** For a role that somebody made by hand, and too mighty. */
async function takePowers(client: ClientBase, role: string): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_roles WHERE rolname = $1
     AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)`,
    [role],
  );
  if (!rowCount) return;
  await client.query(`ALTER ROLE "${role}" NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`);
}

/** PostgreSQL 16 tells being a member from being allowed to SET ROLE; before, they were one. */
async function mayActAs(client: ClientBase, role: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT pg_has_role($1::name,
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`,
    [role],
  );
  return rows[0]?.may ?? false;
}
