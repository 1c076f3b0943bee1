import { type PostgresServer, connectSocket, startPostgres, until } from '@secureconnect/testing';
import { DataSource } from 'typeorm';
import { ClientStatements, clientStatementHeader } from './client-statements';
import { ServiceKey } from './service-key';
import { handshakes, SceneService } from './service-scene.contract';

const wait = { timeout: 20_000 };
const client = '203.0.113.7';
const forged = '401 forged_statement';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A statement whose parts are changed, under the signature it had. */
const changed = (statement: string, change: { head?: object; payload?: object; signature?: string }) => {
  const [head = '', payload = '', signature = ''] = statement.split('.');
  const merged = (part: string, more?: object) =>
    more ? encoded({ ...(JSON.parse(Buffer.from(part, 'base64url').toString()) as object), ...more }) : part;
  const parts = [merged(head, change.head), merged(payload, change.payload)];
  return [...parts, change.signature ?? signature].join('.');
};

describe('what the gateway says of a client', () => {
  let postgres: PostgresServer;
  let gateway: SceneService;
  let auth: SceneService;
  let chat: SceneService;
  const running: SceneService[] = [];
  const start = async (...given: Parameters<typeof SceneService.start>): Promise<SceneService> => {
    const service = await SceneService.start(...given);
    running.push(service);
    return service;
  };
  const said = (by: SceneService = gateway) => by.app.get(ClientStatements).for('auth', client);

  beforeAll(async () => {
    postgres = await startPostgres();
    const names = ['gateway', 'auth', 'chat'] as const;
    const started = await Promise.all(names.map((name) => start(name, postgres.url)));
    [gateway, auth, chat] = started as [SceneService, SceneService, SceneService];
    await Promise.all(started.map((service) => service.published()));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(running.map((service) => service.close()));
    await postgres.close();
  });

  it('is believed by the service it is for, wherever the address is read', async () => {
    expect(await auth.hears(said())).toBe(client);
    expect(await auth.hears(gateway.statementsAs('gateway').for('auth', '2001:db8::7'))).toBe('2001:db8::7');
  });

  it('is not needed: without it the connection says it', async () => {
    expect(await auth.hears()).toBe('127.0.0.1');
  });

  it('is said in the same words again, so that it need not be verified again', () => {
    expect(said()).toBe(said());
    expect(gateway.app.get(ClientStatements).for('chat', client)).not.toBe(said());
  });

  it('is believed by nobody else', async () => {
    expect(await chat.hears(said())).toBe(forged);
  });

  it('is not believed when its time is over, nor before it has come', async () => {
    const at = (seconds: number) =>
      gateway.statementsAs('gateway', () => Date.now() + seconds * 1_000).for('auth', client);
    expect(await auth.hears(at(-70))).toBe(forged);
    expect(await auth.hears(at(-20))).toBe(client);
    expect(await auth.hears(at(3_600))).toBe(forged);
  });

  it('is not believed again after its time, though it was before', async () => {
    const seen = said();
    expect(await auth.hears(seen)).toBe(client);
    let now = Date.now();
    const reader = auth.statementsAs('auth', () => now);
    expect(reader.read(seen)).toBe(client);
    now += 70_000;
    expect(() => reader.read(seen)).toThrow(expect.objectContaining({ code: 'forged_statement' }));
  });

  it.each([
    ['of another address', { payload: { address: '198.51.100.1' } }],
    ['for longer', { payload: { exp: Math.floor(Date.now() / 1_000) + 3_600 } }],
    ['for this service after all', { payload: { aud: 'auth' } }],
    ['without a signature', { signature: '' }],
    ['with alg none', { head: { alg: 'none' }, signature: '' }],
    ['with alg none under its signature', { head: { alg: 'none' } }],
    ['with a shared secret', { head: { alg: 'HS256' } }],
    ['with a key it brings', { head: { jwk: { kty: 'OKP' } } }],
    ['with a key nobody published', { head: { kid: 'A'.repeat(22) } }],
    ['as a token of a service', { head: { typ: 'service+jwt' } }],
  ])('cannot be made to speak %s', async (_what, change) => {
    const statement = gateway
      .statementsAs('gateway')
      .for('payload' in change && 'aud' in change.payload ? 'chat' : 'auth', client);
    expect(await auth.hears(changed(statement, change))).toBe(forged);
  });

  it.each([
    ['nothing', ''],
    ['no token', 'a.b.c'],
    ['an address', '203.0.113.9'],
    ['more than any statement', 'x'.repeat(5_000)],
  ])('is not %s', async (_what, text) => {
    expect(await auth.hears(text)).toBe(forged);
  });

  it('is not said twice over', async () => {
    expect(await auth.hears(`${said()}, ${said()}`)).toBe(forged);
  });

  it('cannot be said by another service, under its own name or the gateway’s', async () => {
    expect(await auth.hears(chat.statementsAs('chat').for('auth', client))).toBe(forged);
    expect(await auth.hears(chat.statementsAs('gateway').for('auth', client))).toBe(forged);
  });

  it('is another thing than what the gateway says of itself', async () => {
    const token = gateway.tokensAs('gateway').sign('service+jwt', 'auth', { address: client });
    expect(await auth.hears(token)).toBe(forged);
  });

  it('cannot be prepared by another service in PostgreSQL', async () => {
    const { publicKey } = new ServiceKey();
    const asChat = (sql: string, values: unknown[] = []) => chat.app.get(DataSource).query(sql, values);
    const insert = `INSERT INTO service_keys.published VALUES ($1, $2, $3, now() + $4::interval)`;
    await expect(asChat(insert, ['B'.repeat(22), 'gateway', publicKey, '1 hour'])).rejects.toThrow(
      /row-level security/,
    );
    await expect(asChat(insert, ['B'.repeat(22), 'chat', publicKey, '1 year'])).rejects.toThrow(
      /row-level security/,
    );
    const taken = (await asChat(
      `UPDATE service_keys.published SET public_key = $1 WHERE service = 'gateway' RETURNING kid`,
      [publicKey],
    )) as [unknown[], number];
    expect(taken[1]).toBe(0);
    await expect(asChat(`UPDATE service_keys.published SET service = 'gateway'`)).rejects.toThrow(
      /row-level security/,
    );
    await asChat(`DELETE FROM service_keys.published WHERE service = 'gateway'`);
    expect(await auth.hears(said())).toBe(client);
  });

  it('is heard at sockets as well, and what is not so is refused there', async () => {
    const open = (statement: string) =>
      connectSocket(auth.url, { path: '/ws/whence', headers: { [clientStatementHeader]: statement } });
    (await open(said())).close();
    expect(handshakes).toContain(client);
    const lie = changed(said(), { payload: { address: '198.51.100.1' } });
    await expect(open(lie)).rejects.toThrow();
    expect(handshakes).not.toContain('198.51.100.1');
  });

  it('is believed of a gateway that has just started, and of each of several', async () => {
    const second = await start('gateway', postgres.url);
    await second.published();
    expect(await Promise.all([auth.hears(said(second)), auth.hears(said())])).toEqual([client, client]);
  });

  describe('while PostgreSQL is away', () => {
    let late: SceneService;
    beforeAll(async () => {
      late = await start('gateway', postgres.url);
      await late.published();
      postgres.freeze();
    });
    afterAll(() => postgres.thaw());

    it('is believed where its key is known, and unknown (503) where it is not', async () => {
      expect(await auth.hears(said())).toBe(client);
      expect(await auth.hears(said(late))).toBe('503 database_timeout');
      expect(await auth.hears(changed(said(), { payload: { address: '198.51.100.1' } }))).toBe(forged);
    });

    it('is not said by a gateway that nobody could verify, until PostgreSQL is back', async () => {
      const blind = await start('gateway', postgres.url);
      expect(() => said(blind)).toThrow(expect.objectContaining({ code: 'not_ready' }));
      postgres.thaw();
      await blind.published();
      await until('it to be believed', async () => (await auth.hears(said(blind))) === client, wait);
      expect(await auth.hears(said(late))).toBe(client);
    });
  });
});
