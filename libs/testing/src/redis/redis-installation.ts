import {
  ensureInstalled,
  findProgram,
  type DebianProgram,
  type Installation,
  type InstallOptions,
} from '../install/debian-package';
import { RedisMissingError } from './redis-missing.error';

const redisServer: DebianProgram = {
  program: 'redis-server',
  package: 'redis-server',
  missing: (detail) => new RedisMissingError(detail),
};

/** Full path of redis-server, or a RedisMissingError. */
export function findRedis(searchPath?: string): string {
  const found = findProgram(redisServer.program, searchPath);
  if (found === undefined) throw new RedisMissingError();
  return found;
}

/** Finds redis-server, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureRedisInstalled = (options?: InstallOptions): Promise<Installation> =>
  ensureInstalled(redisServer, options);
