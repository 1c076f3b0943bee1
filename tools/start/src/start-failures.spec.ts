import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  freePort,
  removeFolder,
  startPostgres,
  temporaryFolder,
  type PostgresServer,
} from '@secureconnect/testing';
import { LauncherDriver, processesOf, type DriveOptions } from './launcher-driver';

jest.setTimeout(60_000);

describe('npm start, when something is wrong', () => {
  let state: string;
  let first: number;
  // Root is stopped by no permission, and PostgreSQL does not run as root.
  const nobody = process.getuid?.() === 0 ? 65534 : undefined;

  beforeEach(async () => {
    state = temporaryFolder('failure');
    first = await freePort();
  });
  afterEach(() => removeFolder(state));

  /** Runs it, and gives what it said apart from the steps that went well. */
  async function complaint(options: DriveOptions = {}, args: string[] = []): Promise<string> {
    const where = ['--ports', String(first), '--state', state];
    const run = new LauncherDriver(['start', '--no-build', '--no-redis', ...where, ...args], options);
    expect(await run.ended(30_000)).toBe(1);
    expect(processesOf(state)).toEqual([]);
    const said = run.output.split('\n').filter((line) => line && !/^(SecureConnect$| {2}✓)/.test(line));
    return said.join('\n');
  }

  const oneSentence = /^(?:[A-Z]|--)[^\n]*[.]$/;

  /** A data folder as far as PostgreSQL's first look at it goes. */
  function dataFolder(version: string): void {
    mkdirSync(join(state, 'postgres'), { mode: 0o700 });
    writeFileSync(join(state, 'postgres/PG_VERSION'), `${version}\n`);
    writeFileSync(join(state, 'postgres/postgresql.conf'), '');
    for (const path of ['', 'PG_VERSION', 'postgresql.conf'])
      if (nobody) chownSync(join(state, 'postgres', path), nobody, nobody);
    const roles = { gateway: 'a', auth: 'a', chat: 'a', video: 'a', storage: 'a' };
    writeFileSync(join(state, 'secrets.json'), JSON.stringify({ postgres: 'a', redis: 'a', roles }));
  }

  it('names the port that is taken, the service that wants it and the process that has it', async () => {
    const server = createServer().listen(first + 2, '127.0.0.1');
    const said = await complaint();
    server.close();
    expect(said).toMatch(oneSentence);
    expect(said).toContain(`Port ${first + 2}, which chat listens on, is taken by process ${process.pid} (`);
  });

  it('says that a data folder is damaged', async () => {
    dataFolder('18');
    const said = await complaint();
    expect(said).toMatch(oneSentence);
    expect(said).toMatch(/^PostgreSQL cannot use its data folder .*\/postgres \(.*pg_control/);
  });

  it("says that a data folder is another PostgreSQL's", async () => {
    dataFolder('15');
    const said = await complaint();
    expect(said).toMatch(oneSentence);
    expect(said).toMatch(/was made by PostgreSQL 15 and this is 18/);
  });

  it('says that the passwords of the data are missing', async () => {
    mkdirSync(join(state, 'postgres'));
    writeFileSync(join(state, 'postgres/PG_VERSION'), '18\n');
    expect(await complaint()).toMatch(/secrets\.json is missing, and it holds the password of the data/);
  });

  it('says that the state folder may not be written', async () => {
    chmodSync(state, 0o555);
    const said = await complaint({ uid: nobody });
    expect(said).toMatch(oneSentence);
    expect(said).toMatch(/^The state folder .* cannot be used: this user may not write there/);
  });

  it('says that DATABASE_URL leads nowhere, without its password', async () => {
    const port = await freePort();
    const said = await complaint({ env: { DATABASE_URL: `postgres://me:hush@127.0.0.1:${port}/x` } });
    expect(said).toBe(`The PostgreSQL of DATABASE_URL (127.0.0.1:${port}) cannot be reached: ECONNREFUSED.`);
  });

  it('says that a URL is malformed, without showing it', async () => {
    const said = await complaint({ env: { DATABASE_URL: 'hush' } });
    expect(said).toMatch(oneSentence);
    expect(said).toMatch(/^DATABASE_URL must be a URL like /);
    expect(said).not.toContain('hush');
  });

  it('does not wait for a file system that takes no folders', async () => {
    const said = await complaint({}, ['--state', '/proc/secureconnect/state']);
    expect(said).toMatch(oneSentence);
    expect(said).toMatch(/^The state folder \/proc\/secureconnect\/state cannot be used: /);
  });

  it('says that migrating in production needs DATABASE_URL, and starts no PostgreSQL', async () => {
    const run = new LauncherDriver(['migrate', '--state', state], { env: { NODE_ENV: 'production' } });
    expect(await run.ended()).toBe(1);
    expect(run.output.trim()).toMatch(/^DATABASE_URL must be set to migrate in production[^\n]*[.]$/);
    expect(readdirSync(state)).toEqual([]);
  });

  it.each([
    [['--prots', '9080'], /--prots/],
    [['--ports', '65535'], /--ports must be a port from 1 to 65531/],
    [['--except', 'mail'], /--except must name a service/],
  ])('says what is wrong with %j', async (args, expected) => {
    const said = await complaint({}, args);
    expect(said).toMatch(oneSentence);
    expect(said).toMatch(expected);
  });

  describe('with a PostgreSQL of the person', () => {
    let postgres: PostgresServer;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.close());

    it('says that the password is refused', async () => {
      const env = { DATABASE_URL: `postgres://postgres:hush@127.0.0.1:${postgres.port}/secureconnect` };
      const said = await complaint({ env });
      expect(said).toMatch(/\(127\.0\.0\.1:\d+\) refuses the password of postgres\.$/);
      expect(said).not.toContain('hush');
    });

    it('says that the database is missing', async () => {
      const said = await complaint({ env: { DATABASE_URL: postgres.urlOf('elsewhere') } });
      expect(said).toMatch(/\(127\.0\.0\.1:\d+\) has no database elsewhere\.$/);
    });

    it("shows a service's own words when it does not start", async () => {
      const said = await complaint({ env: { DATABASE_URL: postgres.url, SHUTDOWN_DELAY_MS: 'soon' } });
      expect(said).toMatch(/^\w+ did not start \(exit code 1\); .*\.log ends:$/m);
      expect(said).toContain('SHUTDOWN_DELAY_MS must be a whole number');
    });
  });
});
