import { type ClientConfig } from 'pg';
import { type DatabaseOptions, type MigrateOptions } from './database.options';
import { roleOf, schemaOf } from './service-role';

/** How long a client waits after PostgreSQL itself should have given up: only a frozen one gets there. */
const answerGraceMs = 500;
/** Long enough for any rewrite of a table, short enough that a deployment does not hang for ever. */
const migrationStatementTimeoutMs = 600_000;
/** A migration must not queue behind a long transaction, since everybody else would queue behind it. */
const migrationLockTimeoutMs = 5_000;
/** Lets PostgreSQL notice within a minute that our machine vanished, and free connection and locks. */
const keepAlive = { tcp_keepalives_idle: '30', tcp_keepalives_interval: '10', tcp_keepalives_count: '3' };

interface Limits {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/** Connects as the service's own role, whoever DATABASE_URL names, with every wait bounded. */
export function runtimeConnection(options: DatabaseOptions): ClientConfig {
  const { service, statementTimeoutMs } = options;
  const role = roleOf(service);
  const isRole = decodeURIComponent(new URL(options.url).username) === role;
  return connection(options, `secureconnect-${service}`, isRole ? {} : { role }, {
    statementTimeoutMs,
    // Below the statement's own limit, so that the error says it was a lock.
    lockTimeoutMs: Math.ceil(statementTimeoutMs / 2),
  });
}

/** The same for a connection that only listens: it waits for no statement longer than for a connection. */
export function listeningConnection(options: DatabaseOptions): ClientConfig {
  return {
    ...runtimeConnection(options),
    application_name: `secureconnect-${options.service}-broadcast`,
    query_timeout: options.connectTimeoutMs,
  };
}

/** Connects as whom DATABASE_URL names, to migrate. */
export function administratorConnection(options: MigrateOptions): ClientConfig {
  return connection(options, `secureconnect-${options.service}-migrate`, {}, {
    statementTimeoutMs: migrationStatementTimeoutMs,
    lockTimeoutMs: migrationLockTimeoutMs,
  }); // prettier-ignore
}

function connection(
  { url, service, connectTimeoutMs }: MigrateOptions,
  application_name: string,
  session: Readonly<Record<string, string>>,
  { statementTimeoutMs, lockTimeoutMs }: Limits,
): ClientConfig {
  // Sent with the start-up message: a session cannot exist without them, and RESET comes back to them.
  const parameters = { search_path: schemaOf(service), ...keepAlive, ...session };
  const config = {
    application_name,
    options: Object.entries(parameters).map(([name, value]) => `-c ${name}=${value}`).join(' '), // prettier-ignore
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs * 2,
    query_timeout: statementTimeoutMs + answerGraceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  return { ...config, connectionString: without(url, Object.keys(config)) };
}

/** pg lets parameters of the URL win over ours, so those that are ours to set are taken out of it. */
function without(url: string, names: readonly string[]): string {
  const cleaned = new URL(url);
  names.forEach((name) => cleaned.searchParams.delete(name));
  return cleaned.href;
}
