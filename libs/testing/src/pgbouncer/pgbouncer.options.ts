import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountFor, giveTo } from '../postgres/postgres-account';

/** Before which PostgreSQL it stands, and for whom. */
export type PgBouncerOptions = {
  /** The port of PostgreSQL on this machine. */
  target: number;
  /** Who may log in, here and there, and with which password. */
  users: Readonly<Record<string, string>>;
  /** Further settings, as in pgbouncer.ini; what is not said is PgBouncer's own. */
  settings?: Readonly<Record<string, string>>;
};

/** Who may ask what it does. */
export const operator = { name: 'operator', password: 'of-this-machine-alone' };

const literal = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Writes all it is started with below a folder that its account can read; gives the file to start it with. */
export function writePgBouncerFiles(dir: string, port: number, options: PgBouncerOptions): string {
  const users = { ...options.users, [operator.name]: operator.password };
  const lines = Object.entries(users).map(([name, password]) => `${literal(name)} ${literal(password)}\n`);
  const [userList, file] = [join(dir, 'userlist.txt'), join(dir, 'pgbouncer.ini')];
  const settings = {
    ...options.settings,
    ...{ listen_addr: '127.0.0.1', listen_port: port, unix_socket_dir: '' },
    ...{ auth_type: 'scram-sha-256', auth_file: userList, admin_users: operator.name },
  };
  writeFileSync(userList, lines.join(''), { mode: 0o600 });
  const text = [
    ...['[databases]', `* = host=127.0.0.1 port=${options.target}`, '[pgbouncer]'],
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
  ];
  writeFileSync(file, `${text.join('\n')}\n`, { mode: 0o600 });
  for (const path of [dir, userList, file]) giveTo(accountFor(path), path);
  return file;
}
