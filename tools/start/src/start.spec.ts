import { existsSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort, removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { LauncherDriver, processesOf } from './launcher-driver';
import { readSecrets } from './secrets';
import { stateFolderAt } from './state-folder';

jest.setTimeout(120_000);

describe('npm start', () => {
  let state: string;
  let first: number;
  const two = ['--except', 'chat,video,storage'];
  const up = async (extra: string[] = []) => {
    const run = new LauncherDriver([
      'start',
      '--no-build',
      '--ports',
      String(first),
      '--state',
      state,
      ...extra,
    ]);
    await run.says(/End {8}Ctrl-C/);
    return run;
  };
  const health = (shift: number) => fetch(`http://127.0.0.1:${first + shift}/health/ready`);
  const pidOf = async (run: LauncherDriver, what: string) =>
    Number((await run.says(new RegExp(`^ *${what} .* (\\d+)$`, 'm')))[1]);
  const nothingLeft = async () => {
    await until('every process to be gone', () => processesOf(state).length === 0, { timeout: 10_000 });
    expect(readdirSync(state).filter((name) => /lock|sock/.test(name))).toEqual([]);
    await expect(health(0)).rejects.toThrow();
  };
  const sql = async (run: LauncherDriver, text: string) => {
    const [, port] = await run.says(/postgres +127\.0\.0\.1:(\d+)/);
    const { postgres } = readSecrets(stateFolderAt(state));
    const client = new Client({
      connectionString: `postgres://postgres:${postgres}@127.0.0.1:${port}/secureconnect`,
    });
    await client.connect();
    return client.query(text).finally(() => client.end());
  };

  beforeAll(async () => {
    state = temporaryFolder('start');
    first = await freePort();
  });
  afterAll(() => removeFolder(state));

  describe('on a new state folder', () => {
    let run: LauncherDriver;
    beforeAll(async () => {
      run = await up();
    });

    it('brings up all five, and one table says where each is', async () => {
      for (const [shift, name] of ['gateway', 'auth', 'chat', 'video', 'storage'].entries()) {
        expect((await health(shift)).status).toBe(200);
        expect(run.output).toContain(`http://127.0.0.1:${first + shift}`);
        expect(existsSync(join(state, 'logs', `${name}.log`))).toBe(true);
      }
    });

    it('keeps the passwords in a file of our own and prints none', () => {
      expect(statSync(state).mode & 0o777).toBe(0o700);
      expect(statSync(join(state, 'secrets.json')).mode & 0o777).toBe(0o600);
      const { postgres, redis, roles } = readSecrets(stateFolderAt(state));
      const { signingKeysSecret, authSecret, storageSecret, operatorToken } = stateFolderAt(state);
      const made = [signingKeysSecret, authSecret, storageSecret, operatorToken].map((file) => {
        expect(statSync(file).mode & 0o777).toBe(0o600);
        return readFileSync(file, 'utf8');
      });
      for (const secret of made) expect(secret.length).toBeGreaterThanOrEqual(32);
      for (const secret of [postgres, redis, ...made, ...Object.values(roles)])
        expect(run.output).not.toContain(secret);
    });

    it('refuses a second launcher on the same state folder', async () => {
      const second = new LauncherDriver(['start', '--no-build', '--ports', '31990', '--state', state]);
      expect(await second.ended()).toBe(1);
      expect(second.output).toMatch(/in use by another npm start \(process \d+\)/);
    });

    it('shows in one line that Redis died, and in one that it is back', async () => {
      process.kill(await pidOf(run, 'redis'), 'SIGKILL');
      await run.says(/system {4}normal → degraded .*/);
      const revive = new LauncherDriver(['revive', 'redis', '--state', state]);
      expect(await revive.ended()).toBe(0);
      await run.says(/system {4}degraded → normal/);
    });

    it('says that a service died, with its last words, and starts it again', async () => {
      process.kill(await pidOf(run, 'chat'), 'SIGKILL');
      await run.says(/chat {6}died \(killed by SIGKILL, pid \d+\); started again in 1 s/);
      await run.says(/chat {6}runs again, pid \d+/);
      expect((await health(2)).status).toBe(200);
    });

    it('ends on Ctrl-C within 10 s with exit code 0 and leaves nothing behind', async () => {
      await sql(run, 'create table kept (word text); insert into kept values ($$still here$$)');
      run.interrupt();
      expect(await run.ended(10_000)).toBe(0);
      await nothingLeft();
    });
  });

  it('finds the data of the run before, and what a SIGKILLed launcher leaves is swept up', async () => {
    const run = await up(two);
    expect((await sql(run, 'select word from kept')).rows).toEqual([{ word: 'still here' }]);
    run.interrupt('SIGKILL');
    await until('every process to be gone', () => processesOf(state).length === 0, { timeout: 10_000 });
    const next = await up(two);
    expect((await sql(next, 'select word from kept')).rows).toHaveLength(1);
    process.kill(next.pid, 'SIGTERM');
    expect(await next.ended(10_000)).toBe(0);
    await nothingLeft();
  });

  it('starts degraded and says why where no Redis can be had', async () => {
    const path = temporaryFolder('bin');
    for (const program of ['node', 'sh', 'setpriv', 'env']) linkProgram(program, path);
    const arguments_ = ['start', '--no-build', '--ports', String(first), '--state', state, ...two];
    const run = new LauncherDriver(arguments_, { env: { PATH: path } });
    await run.says(/Without Redis, so in degraded mode: .*redis-server was not found/);
    await run.says(/system {4}normal → degraded/);
    expect((await health(1)).status).toBe(200);
    run.interrupt();
    expect(await run.ended(10_000)).toBe(0);
    await nothingLeft();
    await removeFolder(path);
  });
});

function linkProgram(name: string, folder: string): void {
  const at = (process.env['PATH'] ?? '').split(':').find((place) => existsSync(join(place, name)));
  if (at) symlinkSync(join(at, name), join(folder, name));
}
