import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { postgresBinaries } from './postgres-binaries';
import { PostgresMissingError } from './postgres-missing.error';
import type { PostgresServer } from './postgres-server';
import { PostgresStartError } from './postgres-start.error';
import { startPostgres } from './start-postgres';

describe('a PostgreSQL of our own', () => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  it('answers on loopback, with a password', async () => {
    expect(await postgres.sql('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await postgres.sql('show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const stranger = new Client({ connectionString: postgres.url.replace(postgres.password, 'wrong') });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
  });

  it('has further databases', async () => {
    const url = await postgres.createDatabase('it"s another');
    expect(await postgres.createDatabase('it"s another')).toBe(url);
    const [row] = await postgres.sql<{ name: string }>(
      'select current_database() as name',
      [],
      'it"s another',
    );
    expect(row?.name).toBe('it"s another');
  });

  it('is a copy of what initdb made once, and shares nothing else with other copies', async () => {
    await postgres.sql('create table own (id int)');
    const other = await startPostgres();
    expect(other.password).toBe(postgres.password);
    await expect(other.sql('select from own')).rejects.toThrow('does not exist');
    await other.close();
  });

  it('keeps what was committed through a restart and through a crash', async () => {
    await postgres.sql('create table kept (id int)');
    await postgres.sql('insert into kept values (1)');
    await postgres.restart();
    await postgres.sql('insert into kept values (2)');
    await postgres.kill();
    expect(postgres.running).toBe(false);
    await expect(postgres.sql('select 1')).rejects.toThrow('ECONNREFUSED');
    await postgres.start();
    expect(await postgres.sql('select count(*)::int as n from kept')).toEqual([{ n: 2 }]);
  });

  it('is silent while frozen, on open connections too, and goes on when thawed', async () => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    postgres.freeze();
    let answered = false;
    const answer = client.query('select 1').then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(false);
    postgres.thaw();
    await answer;
    await client.end();
  });

  it('can be killed while frozen', async () => {
    postgres.freeze();
    await postgres.kill();
    await postgres.start();
    expect(await postgres.sql('select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a kept data folder', () => {
  let home: string;

  beforeEach(() => {
    home = temporaryFolder('spec'); // 0700 and root's own when we are root: nobody else can enter.
  });
  afterEach(() => removeFolder(home));

  it('below a folder that only we may enter is used all the same, and kept on close', async () => {
    const dir = join(home, 'state', 'postgres');
    const first = await startPostgres({ dir, password: 'kept' });
    await first.sql('create table kept (id int)');
    await first.close();
    expect(readdirSync(dirname(dir))).toEqual(['postgres']);
    const second = await startPostgres({ dir, password: 'kept' });
    expect(await second.sql('select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
    expect(await second.sql('show fsync')).toEqual([{ fsync: 'on' }]);
    await second.close();
  });

  it('works with programs below a folder that only we may enter', async () => {
    const native = dirname(postgresBinaries({}));
    mkdirSync(join(home, 'bin'));
    for (const name of ['initdb', 'postgres']) cpSync(join(native, 'bin', name), join(home, 'bin', name));
    for (const name of ['lib', 'share']) symlinkSync(join(native, name), join(home, name));
    chmodSync(home, 0o700);
    process.env['POSTGRES_BIN_DIR'] = join(home, 'bin');
    try {
      const server = await startPostgres({ dir: join(home, 'data') });
      expect(await server.sql('select 1 as one')).toEqual([{ one: 1 }]);
      await server.close();
    } finally {
      delete process.env['POSTGRES_BIN_DIR'];
    }
  });

  const reasons = async (options: Parameters<typeof startPostgres>[0]) => {
    const error = await startPostgres(options).then(
      () => new Error('it started'),
      (reason: Error) => reason,
    );
    expect(error).toBeInstanceOf(PostgresStartError);
    expect(error.message).toContain(options?.dir ?? 'secureconnect-postgres');
    expect(error.message).not.toContain('\n');
    return error.message;
  };

  it('that is damaged, of another version, foreign, unwritable or locked up is refused in one sentence', async () => {
    const dir = join(home, 'data');
    await (await startPostgres({ dir, password: 'right' })).close();
    expect(await reasons({ dir, password: 'wrong' })).toContain('password authentication failed');

    const version = readFileSync(join(dir, 'PG_VERSION'));
    writeFileSync(join(dir, 'PG_VERSION'), '12\n');
    expect(await reasons({ dir })).toMatch(/FATAL: {2}database files are incompatible.*version 12/);

    writeFileSync(join(dir, 'PG_VERSION'), version);
    writeFileSync(join(dir, 'global', 'pg_control'), 'rubbish');
    expect(await reasons({ dir })).toMatch(/(FATAL|PANIC):/);

    expect(await reasons({ dir: home })).toContain('PG_VERSION');
    writeFileSync(join(home, 'file'), '');
    expect(await reasons({ dir: join(home, 'file', 'data') })).toMatch(/ENOTDIR|EEXIST/);
  });

  it('whose server starts but lets nobody in is refused at once, in its own words', async () => {
    const dir = join(home, 'data');
    await (await startPostgres({ dir, password: 'right' })).close();
    for (const base of readdirSync(join(dir, 'base'))) rmSync(join(dir, 'base', base, 'PG_VERSION'));
    const since = Date.now();
    const said = await reasons({ dir, password: 'right' });
    expect(said).toMatch(
      /: FATAL: {2}"base\/\d+" is not a valid data directory DETAIL: {2}File .* is missing/,
    );
    expect(Date.now() - since).toBeLessThan(10_000);

    for (const name of readdirSync(join(dir, 'pg_wal')).filter((entry) => /^[0-9A-F]{24}$/.test(entry)))
      writeFileSync(join(dir, 'pg_wal', name), 'rubbish');
    expect(await reasons({ dir, password: 'right' })).toMatch(/: (FATAL|PANIC): {2}could not/);
  });

  it('is not begun when there are no programs', async () => {
    process.env['POSTGRES_BIN_DIR'] = home;
    try {
      await expect(startPostgres({ dir: join(home, 'data') })).rejects.toThrow(PostgresMissingError);
    } finally {
      delete process.env['POSTGRES_BIN_DIR'];
    }
    expect(readdirSync(home)).toEqual([]);
  });

  it('a port that is taken is named', async () => {
    const first = await startPostgres({ dir: join(home, 'one') });
    expect(await reasons({ dir: join(home, 'two'), port: first.port })).toContain(
      'could not create any TCP/IP sockets',
    );
    await first.close();
  });
});
