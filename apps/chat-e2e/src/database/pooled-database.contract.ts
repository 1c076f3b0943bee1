import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PgBouncerServer, type PostgresServer, startPgBouncer } from '@secureconnect/testing';

const run = promisify(execFile);
const workspace = join(__dirname, '../../../..');
const page = join(workspace, 'docs/operating/postgres.md');

/** Whose record it is. */
export type Service = 'auth' | 'chat' | 'video' | 'storage';

/** One for all; letters that a URL must not have as they are. */
const password = 'of: the roles/here';

/** The settings of the pgbouncer.ini that the page on PostgreSQL recommends, without where it listens and whom it lets in. */
function recommended(): Record<string, string> {
  const [, ini = ''] = /```ini\n([^`]*)```/.exec(readFileSync(page, 'utf8')) ?? [];
  const lines = ini.slice(ini.indexOf('[pgbouncer]')).matchAll(/^([a-z_]+) = (.+)$/gm);
  return Object.fromEntries(
    [...lines]
      .map(([, name = '', value = '']) => [name, value])
      .filter(([name]) => !/^(listen|auth)_/.test(name ?? '')),
  );
}

/** A PgBouncer that lends each service very few connections, and how the services are told of it. */
export class PooledDatabase {
  private constructor(
    readonly pgbouncer: PgBouncerServer,
    private readonly postgres: PostgresServer,
  ) {}

  /** Migrates as an operator does: past the pooler, giving each role its password. */
  static async start(
    postgres: PostgresServer,
    connections: number,
    services: readonly Service[] = ['auth', 'chat'],
  ): Promise<PooledDatabase> {
    const users = Object.fromEntries(services.map((app) => [`secureconnect_${app}`, password]));
    const settings = { ...recommended(), default_pool_size: String(connections) };
    const pooled = new PooledDatabase(
      await startPgBouncer({ target: postgres.port, users, settings }),
      postgres,
    );
    for (const app of services) await pooled.migrate(app);
    return pooled;
  }

  /** Both addresses, as the service's own role. */
  environmentOf(app: Service): NodeJS.ProcessEnv {
    const role = `secureconnect_${app}`;
    const direct = new URL(this.postgres.url);
    direct.username = role;
    direct.password = encodeURIComponent(password);
    const DATABASE_URL = this.pgbouncer.urlOf('secureconnect', role, password);
    return { DATABASE_URL, DATABASE_DIRECT_URL: direct.href, MIGRATE_ON_START: 'false' };
  }

  /** Connections to PostgreSQL that the service has, those it only listens on left out. */
  async lent(app: string): Promise<number> {
    const sql = `SELECT FROM pg_stat_activity WHERE usename = $1 AND application_name NOT LIKE '%-broadcast'`;
    return (await this.postgres.sql(sql, [`secureconnect_${app}`])).length;
  }

  private async migrate(app: Service): Promise<void> {
    const { DATABASE_URL } = this.environmentOf(app);
    const owner = { DATABASE_URL, DATABASE_DIRECT_URL: this.postgres.url, DATABASE_ROLE_PASSWORD: password };
    const env = { ...process.env, NODE_ENV: 'production', ...owner };
    await run(process.execPath, [`dist/apps/${app}/main.js`, 'migrate'], { cwd: workspace, env });
  }
}
