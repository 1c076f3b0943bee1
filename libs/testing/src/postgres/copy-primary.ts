import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { accountFor, giveTo } from './postgres-account';
import { type PostgresServer } from './postgres-server';

const run = promisify(execFile);
/** What belongs to the running server alone. */
const copy = 'cp -a "$1" "$2" && cd "$2" && rm -f postmaster.pid postmaster.opts server.log';

/**
 * Makes `dir` a copy of a server that runs, ready to follow it, and gives its superuser's password. What pg_basebackup
 * does, which does not come with npm.
 */
export async function copyPrimary(primary: PostgresServer, dir: string): Promise<string> {
  const client = new Client({ connectionString: primary.url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // The statement under way rejects.
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('standby', true)");
    await run('sh', ['-c', copy, 'sh', primary.dir, dir]);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    write(dir, 'backup_label', rows[0]?.labelfile ?? '');
    write(dir, 'standby.signal', '');
    return primary.password;
  } finally {
    await client.end();
  }
}

function write(dir: string, name: string, text: string): void {
  writeFileSync(join(dir, name), text, { mode: 0o600 });
  giveTo(accountFor(dir), join(dir, name));
}
