import { type BoundedConfig } from './bounded-client.adapter';
import { type DatabaseOptions, type MigrateOptions } from './database.options';
import { roleOf, schemaOf } from './service-role';
import { type SessionLimits, sessionLimits } from './session-limits';

/** How long a client waits after PostgreSQL itself should have given up: only a frozen one gets there. */
const answerGraceMs = 500;
/** Long enough for any rewrite of a table, short enough that a deployment does not hang for ever. */
const migrationStatementTimeoutMs = 600_000;
/** A migration must not queue behind a long transaction, since everybody else would queue behind it. */
const migrationLockTimeoutMs = 5_000;
/** Lets PostgreSQL notice within a minute that our machine vanished, and free connection and locks. */
const keepAlive = { tcp_keepalives_idle: '30', tcp_keepalives_interval: '10', tcp_keepalives_count: '3' };

/** Connects for statements: as the service's own role, with every wait bounded; through the pooler if there is one. */
export const runtimeConnection = (options: DatabaseOptions): BoundedConfig =>
  options.poolerUrl === undefined ? directConnection(options) : pooledConnection(options, options.poolerUrl);

/** The same to PostgreSQL itself, for what outlasts a transaction; as the service's own role, whoever its URL names. */
export function directConnection(options: DatabaseOptions): BoundedConfig {
  const { service, statementTimeoutMs } = options;
  const role = roleOf(service);
  const isRole = decodeURIComponent(new URL(options.url).username) === role;
  const limits = sessionLimits(statementTimeoutMs);
  return connection(options, `secureconnect-${service}`, isRole ? {} : { role }, limits);
}

/** The same for a connection that only listens: it waits for no statement longer than for a connection. */
export function listeningConnection(options: DatabaseOptions): BoundedConfig {
  return {
    ...directConnection(options),
    application_name: `secureconnect-${options.service}-broadcast`,
    query_timeout: options.connectTimeoutMs,
  };
}

/** Connects as whom the URL names, to migrate. */
export function administratorConnection(options: MigrateOptions): BoundedConfig {
  const limits = { ...sessionLimits(migrationStatementTimeoutMs), lock_timeout: migrationLockTimeoutMs };
  return connection(options, `secureconnect-${options.service}-migrate`, {}, limits);
}

/**
 * Asks for nothing at the start: the next transaction may run on another connection, so the role has its schema and
 * its limits by itself. Prepares nothing: a pooler does not know which of its connections has parsed what.
 */
function pooledConnection(options: DatabaseOptions, url: string): BoundedConfig {
  const { service, connectTimeoutMs, statementTimeoutMs } = options;
  const config = {
    ...ofClient(`secureconnect-${service}`, connectTimeoutMs),
    // The wait for a free connection is in the pooler here; nothing is given up that it could still run.
    query_timeout: connectTimeoutMs + statementTimeoutMs + answerGraceMs,
  };
  const refused = ['options', ...Object.keys(sessionLimits(0))];
  return { ...config, isPooled: true, connectionString: without(url, [...refused, ...Object.keys(config)]) };
}

function connection(
  { url, service, connectTimeoutMs }: MigrateOptions,
  name: string,
  session: Readonly<Record<string, string>>,
  limits: SessionLimits,
): BoundedConfig {
  // Sent with the start-up message: a session cannot exist without them, and RESET comes back to them.
  const parameters = { search_path: schemaOf(service), ...keepAlive, ...session };
  const config = {
    ...ofClient(name, connectTimeoutMs),
    ...limits,
    options: Object.entries(parameters).map(([key, value]) => `-c ${key}=${value}`).join(' '), // prettier-ignore
    query_timeout: limits.statement_timeout + answerGraceMs,
  };
  return { ...config, connectionString: without(url, Object.keys(config)) };
}

const ofClient = (application_name: string, connectTimeoutMs: number) => ({
  application_name,
  connectionTimeoutMillis: connectTimeoutMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
});

/** pg lets parameters of the URL win over ours, so those that are ours to set are taken out of it. */
function without(url: string, names: readonly string[]): string {
  const cleaned = new URL(url);
  names.forEach((name) => cleaned.searchParams.delete(name));
  return cleaned.href;
}
