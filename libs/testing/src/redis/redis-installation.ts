import { debianProgram } from '../install/debian-program';
import { RedisMissingError } from './redis-missing.error';

const redis = debianProgram({
  program: 'redis-server',
  package: 'redis-server',
  missing: (detail) => new RedisMissingError(detail),
});

/** Full path of redis-server, or a RedisMissingError. */
export const findRedis = redis.find;

/** Finds redis-server, or installs it through apt-get when this is root on a Debian; never throws. */
export const ensureRedisInstalled = redis.ensure;
