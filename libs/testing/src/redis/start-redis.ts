import { resolve } from 'node:path';
import { freePort } from '../process/free-port';
import { makeFolder } from '../process/make-folder';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { findRedis } from './redis-installation';
import { RedisServer } from './redis-server';
import { RedisStartError } from './redis-start.error';
import { redisArguments, type RedisOptions } from './redis.options';

/**
 * Starts a Redis of our own on 127.0.0.1 and resolves when it answers. It ends with this process at the
 * latest. Rejects with RedisMissingError or RedisStartError.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const command = findRedis();
  const temporary = options.dir === undefined ? temporaryFolder('redis') : undefined;
  const dir = temporary ?? keptFolder(resolve(options.dir ?? ''));
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const args = redisArguments(dir, port, options);
    const server = new RedisServer({ command, dir, port, password: options.password, args, temporary });
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.kill();
      // Another process may have taken the port we found free; a port the caller named is the caller's.
      const isTaken = /bind|listen/i.test(String(error));
      if (options.port === undefined && attempt < 5 && isTaken) continue;
      if (temporary) await removeFolder(temporary);
      throw error;
    }
  }
}

function keptFolder(dir: string): string {
  try {
    makeFolder(dir);
    return dir;
  } catch (error) {
    throw new RedisStartError(dir, `${error}`, { cause: error });
  }
}
