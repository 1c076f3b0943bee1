import {
  freePort,
  type RedisServer,
  removeFolder,
  startRedis,
  temporaryFolder,
} from '@secureconnect/testing';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { RedisGate } from '../gate/redis-gate';
import { setFor } from '../scripts/string-scripts';
import { redisOptionsFrom, type RedisEnvironment } from './redis-environment';

/** A certificate of its own authority, for 127.0.0.1. */
function certificate(dir: string): { cert: string; key: string } {
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=redis', '-addext', 'subjectAltName=DNS:redis.test'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'pipe',
  });
  return { cert, key };
}

describe('a Redis that speaks TLS and knows users', () => {
  const dir = temporaryFolder('tls');
  let redis: RedisServer;
  let secure: RedisEnvironment;
  const gates: RedisGate[] = [];

  beforeAll(async () => {
    const { cert, key } = certificate(dir);
    const port = await freePort();
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
    redis = await startRedis({ args: ['--tls-port', String(port), ...files, '--tls-auth-clients', 'no'] });
    await redis.command('ACL', 'SETUSER', 'app', 'on', '>secret', '~app:*', '&*', '+@all', '-@admin');
    await redis.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+@read', '+@connection', '+time');
    secure = {
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: port,
      REDIS_TLS: 'true',
      REDIS_TLS_CA: cert,
      REDIS_TLS_SERVERNAME: 'redis.test',
      REDIS_USERNAME: 'app',
      REDIS_PASSWORD: 'secret',
      REDIS_COMMAND_TIMEOUT: 1_000,
      REDIS_CONNECT_TIMEOUT: '2000',
    };
  });
  afterEach(() => gates.splice(0).forEach((gate) => gate.close()));
  afterAll(async () => {
    await redis.close();
    await removeFolder(dir);
  });

  function open(changes: RedisEnvironment = {}) {
    const gate = new RedisGate(redisOptionsFrom({ ...secure, ...changes }));
    gates.push(gate);
    return {
      write: (key = 'app:key') => gate.run(setFor, { key }, { value: 'x', ttlMs: 60_000 }),
      read: (key = 'app:key') => gate.read('get', (client) => client.get(key)),
    };
  }

  it('is reached with its authority, its name, a user and a password', async () => {
    const { write, read } = open();
    await write();
    expect(await read()).toBe('x');
  });

  it('is reached by its URL alone, and the authority as text', async () => {
    const ca = readFileSync(String(secure.REDIS_TLS_CA), 'utf8');
    const url = `rediss://app:secret@127.0.0.1:${String(secure.REDIS_PORT)}/3`;
    const { write } = open({
      REDIS_URL: url,
      REDIS_HOST: '',
      REDIS_PORT: '',
      REDIS_TLS: '',
      REDIS_TLS_CA: ca,
    });
    await write('app:third');
    expect(await redis.command('INFO', 'keyspace')).toContain('db3:keys=1');
  });

  it.each<[string, RedisEnvironment, string]>([
    ['a stranger signed the certificate', { REDIS_TLS_CA: '' }, 'misconfigured'],
    ['the certificate is for another', { REDIS_TLS_SERVERNAME: 'other.test' }, 'misconfigured'],
    ['the password is wrong', { REDIS_PASSWORD: 'wrong' }, 'unauthorised'],
    ['the user is unknown', { REDIS_USERNAME: 'nobody' }, 'unauthorised'],
    ['there is no such database', { REDIS_DB: 99 }, 'misconfigured'],
  ])('is not reached when %s', async (_name, changes, fault) => {
    await expect(open(changes).read()).rejects.toMatchObject({ fault });
  });

  it('is not asked for more than the user may', async () => {
    await expect(open().write('other:key')).rejects.toMatchObject({ fault: 'unauthorised' });
    await expect(open({ REDIS_USERNAME: 'reader' }).write()).rejects.toMatchObject({ fault: 'unauthorised' });
  });

  it('may be verified by nobody where that is asked for', async () => {
    const careless = { REDIS_TLS_CA: '', REDIS_TLS_SERVERNAME: '', REDIS_TLS_REJECT_UNAUTHORIZED: 'false' };
    await expect(open(careless).write()).resolves.toBeUndefined();
  });

  it.each([
    ['true', 'misconfigured'],
    ['false', 'down'],
  ])('is asked as a Sentinel with TLS only if that is said: %s', async (tls, fault) => {
    // No Sentinel, which it can only say to who speaks TLS with it.
    const group = { REDIS_SENTINELS: `127.0.0.1:${String(secure.REDIS_PORT)}`, REDIS_SENTINEL_NAME: 'main' };
    await expect(open({ ...group, REDIS_SENTINEL_TLS: tls }).read()).rejects.toMatchObject({ fault });
  });

  it.each([
    [7_000, [[true, 7_000]]],
    [0, []],
  ])('is asked by TCP whether it is there after %p idle ms', async (REDIS_KEEP_ALIVE, asked) => {
    const told = jest.spyOn(Socket.prototype, 'setKeepAlive');
    await open({ REDIS_KEEP_ALIVE }).read('app:idle');
    const calls: unknown[] = told.mock.calls.map((call) => [...call]);
    told.mockRestore();
    expect(calls).toEqual(asked);
  });

  it('makes nobody wait when it hangs', async () => {
    const { write, read } = open({ REDIS_COMMAND_TIMEOUT: 1_000 });
    await write();
    redis.freeze();
    await expect(Promise.any([write(), read()])).rejects.toMatchObject({
      errors: [{ fault: 'hung' }, { fault: 'hung' }],
    });
    redis.thaw();
  });
});
