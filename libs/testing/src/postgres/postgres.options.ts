import { type PostgresServer } from './postgres-server';

/** How to start PostgreSQL; every part may be left out. */
export type PostgresOptions = {
  /** Follows this one, as a hot standby, until it is promoted; temporary, with the same password. */
  standbyOf?: PostgresServer;
  /** Data folder to keep; made when missing or empty. Without it the server is temporary. */
  dir?: string;
  port?: number;
  /** Password of the superuser `postgres`; a kept folder needs the same one each time. */
  password?: string;
  /** Database that `url` names, made when missing. */
  database?: string;
  /** Further settings, as in postgresql.conf. */
  settings?: Record<string, string>;
};

const always = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_line_prefix: '%m [%p] ',
  lc_messages: 'C',
};

/**
 * A temporary server need not outlive the machine, so it does not wait for the disk. It must outlive its own
 * SIGKILL with all it has committed, which is why synchronous_commit stays on.
 */
const temporary = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
};

/** The command line for a server; what the caller sets wins. */
export function postgresArguments(dir: string, port: number, options: PostgresOptions): string[] {
  const own = { ...(options.dir ? {} : temporary), ...followed(options.standbyOf), ...options.settings };
  const settings = { ...always, ...own, port: String(port) };
  return ['-D', dir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

const followed = (primary?: PostgresServer): Record<string, string> =>
  primary ? { primary_conninfo: `${primary.urlOf('postgres')}?application_name=standby` } : {};
