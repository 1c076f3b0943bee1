import { classifyDatabaseError } from '../classify-database-error';
import { classifyDriverError } from '../classify-driver-error';
import { DatabaseConnectionError } from '../database-connection.error';
import { type MigrateOptions } from '../database.options';
import { roleOf } from '../service-role';
import { DatabaseSetupError } from './database-setup.error';
import { DatabaseUnreachableError } from './database-unreachable.error';
import { LoginRefusedError } from './login-refused.error';
import { MigrationNotPermittedError } from './migration-not-permitted.error';
import { RoleUnusableError } from './role-unusable.error';

/** What was being done: a missing right means something else to an administrator than to a service. */
type Task = 'migrating' | 'running';

const loginRefused = new Set(['28000', '28P01', '3D000']);
/** No right to something, or (a role that does not exist) an invalid value of the parameter "role". */
const denied = new Set(['42501', '22023']);

/** Says in one sentence why a schema could not be looked at or changed, where that is foreseen. */
export function setupErrorOf(thrown: unknown, { url, service }: MigrateOptions, task: Task): unknown {
  if (thrown instanceof DatabaseSetupError) return thrown;
  const error = rootOf(thrown);
  const code = (error as { code?: string }).code ?? '';
  if (loginRefused.has(code)) return new LoginRefusedError(url, error);
  if (denied.has(code)) {
    return task === 'migrating'
      ? new MigrationNotPermittedError(url, service, error)
      : new RoleUnusableError(roleOf(service), error);
  }
  const away = classifyDatabaseError(thrown) ?? classifyDriverError(error);
  return away ? new DatabaseUnreachableError(url, error) : thrown;
}

function rootOf(thrown: unknown): Error {
  const cause = thrown instanceof DatabaseConnectionError ? thrown.cause : undefined;
  const error = (cause ?? thrown) as Error & { errors?: Error[] };
  // Several addresses were tried (localhost is two); the first failure tells as much as all.
  return error.message ? error : (error.errors?.[0] ?? error);
}
