import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { ensureRedisInstalled, findRedis } from './redis-installation';
import { RedisMissingError } from './redis-missing.error';
import type { RedisServer } from './redis-server';
import { RedisStartError } from './redis-start.error';
import { startRedis } from './start-redis';

describe('a Redis of our own', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('answers on loopback', async () => {
    expect(await redis.command('SET', 'key', 'wört\r\nmore')).toBe('OK');
    expect(await redis.command('GET', 'key')).toBe('wört\r\nmore');
    expect(await redis.command('CONFIG', 'GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    await expect(redis.command('INCR', 'key')).rejects.toThrow('not an integer');
  });

  it('comes back on the same port, empty, after a crash', async () => {
    const { port, pid } = redis;
    await redis.command('SET', 'key', 1);
    await redis.restart();
    expect(redis.port).toBe(port);
    expect(redis.pid).not.toBe(pid);
    expect(await redis.command('GET', 'key')).toBeNull();
  });

  it('is gone while killed and can be killed while frozen', async () => {
    redis.freeze();
    await redis.kill();
    expect(redis.running).toBe(false);
    await expect(redis.command('PING')).rejects.toThrow('ECONNREFUSED');
    await redis.start();
    expect(await redis.command('PING')).toBe('PONG');
  });

  it('asks for its password', async () => {
    const guarded = await startRedis({ password: 'p@ss word' });
    expect(guarded.url).toBe(`redis://:p%40ss%20word@127.0.0.1:${guarded.port}`);
    expect(await guarded.command('PING')).toBe('PONG');
    await guarded.close();
    expect(existsSync(guarded.dir)).toBe(false);
  });

  it('keeps what was written when given a folder, until it is wiped', async () => {
    const dir = temporaryFolder('spec');
    const first = await startRedis({ dir });
    await first.command('SET', 'key', 'kept');
    await first.close();
    const second = await startRedis({ dir });
    expect(await second.command('GET', 'key')).toBe('kept');
    await second.wipe();
    expect(await second.command('GET', 'key')).toBeNull();
    await second.close();
    await removeFolder(dir);
  });

  it('says in one sentence why it cannot start', async () => {
    const taken = startRedis({ port: redis.port });
    await expect(taken).rejects.toThrow(RedisStartError);
    await expect(taken).rejects.toThrow(/Address already in use/);
  });
});

describe('a machine without Redis', () => {
  let bin: string;

  beforeEach(() => {
    bin = temporaryFolder('spec');
  });
  afterEach(() => removeFolder(bin));

  const program = (name: string, script: string) =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  it('is told how to install it', () => {
    expect(() => findRedis(bin)).toThrow(RedisMissingError);
    expect(() => findRedis(bin)).toThrow('apt-get install redis-server');
  });

  it('gets it through apt-get, after an update, with one line of progress', async () => {
    const calls = join(bin, 'calls');
    // The fake has only its own folder on its PATH, so it names the programs it needs in full.
    program(
      'apt-get',
      `echo "$@" >> ${calls}; case "$*" in *install*) /bin/cp "$0" ${bin}/redis-server;; esac`,
    );
    const lines: string[] = [];
    const progress = (line: string) => lines.push(line);
    expect(await ensureRedisInstalled({ searchPath: bin, root: true, progress })).toEqual({
      path: join(bin, 'redis-server'),
      installed: true,
    });
    expect(readFileSync(calls, 'utf8')).toMatch(/ update\n.* install .* redis-server\n$/);
    expect(lines).toHaveLength(1);
    expect(await ensureRedisInstalled({ searchPath: bin })).toMatchObject({ installed: false });
  });

  it('hears the reason when it is not root, has no apt-get, or apt-get fails', async () => {
    const quiet = { searchPath: bin, progress: () => undefined };
    expect(await ensureRedisInstalled({ ...quiet, root: true })).toEqual({
      reason: expect.stringContaining('no apt-get'),
    });
    program('apt-get', 'echo "E: Unable to locate package redis-server"; exit 100');
    expect(await ensureRedisInstalled({ ...quiet, root: false })).toEqual({
      reason: expect.stringContaining('only root'),
    });
    expect(await ensureRedisInstalled({ ...quiet, root: true })).toEqual({
      reason:
        'apt-get install -y --no-install-recommends redis-server failed: E: Unable to locate package redis-server',
    });
  });
});
