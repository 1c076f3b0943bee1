import { httpClient, until } from '@secureconnect/testing';
import { Drain } from '@secureconnect/platform';
import { SocketFarewell } from './socket-farewell.service';
import { path, SocketScene, somebody } from './sockets-scene.contract';

jest.setTimeout(60_000);

let scene: SocketScene;
beforeAll(async () => (scene = await SocketScene.start({}, 1)));
afterAll(() => scene?.close());

const one = () => scene.at(0);
/** The body with which a connection is refused. */
const refusal = async (options: Parameters<typeof connectWith>[0]): Promise<unknown> =>
  connectWith(options).then(
    () => 'let in',
    (error: { data?: unknown }) => error.data,
  );
const connectWith = (options: Parameters<ReturnType<typeof one>['connectWith']>[0]) =>
  one().connectWith(options);

describe('a socket is let in', () => {
  it.each(['websocket', 'polling'] as const)(
    'with a token in auth, by %s, and is greeted',
    async (transport) => {
      const client = await one().connect(somebody(), { transports: [transport] });
      expect(await client.next('ready')).toEqual({
        mode: 'normal',
        server_time: expect.any(String),
        reconnect_after_ms: expect.any(Number),
      });
      client.close();
    },
  );

  it('with a token in its Authorization header', async () => {
    const headers = { authorization: `Bearer ${scene.issuer.token()}` };
    const client = await connectWith({ headers });
    client.close();
  });

  it('and not without one, with one that is not good, or with one in the address', async () => {
    const [old] = [Math.floor(Date.now() / 1_000) - 1_000];
    const expired = scene.issuer.token({ iat: old, iat_ms: old * 1_000, exp: old + 900, auth_time: old });
    const token = scene.issuer.token();
    const tampered = `${token.slice(0, -8)}AAAAAAAA`;
    const code = (value: string) => expect.objectContaining({ code: value, request_id: expect.any(String) });
    expect(await refusal({})).toEqual(code('not_authenticated'));
    expect(await refusal({ auth: { token: 7 } })).toEqual(code('not_authenticated'));
    expect(await refusal({ auth: { token: tampered } })).toEqual(code('not_authenticated'));
    expect(await refusal({ auth: { token: expired } })).toEqual(code('token_expired'));
    expect(await refusal({ query: { token }, auth: { token } })).toEqual(code('token_in_url'));
    expect(await refusal({ query: { x: token } })).toEqual(code('token_in_url'));
    await until('nobody to be left', () => one().count === 0);
  });
});

describe('an event', () => {
  it('is acknowledged with ok and what its handler gives', async () => {
    const me = somebody();
    const client = await one().connect(me);
    expect(await client.emitAck('say', { text: 'hello' })).toEqual({ ok: true, text: 'hello', by: me.sub });
    expect(await client.emitAck('say')).toEqual({ ok: true, text: '', by: me.sub });
    expect(await client.emitAck('nothing')).toEqual({ ok: true });
    client.close();
  });

  it('is acknowledged with the error where it fails, or told by an exception where nobody waits', async () => {
    const client = await one().connect();
    const failed = (code: string) => ({
      ok: false,
      error: expect.objectContaining({ code, mode: 'normal' }),
    });
    expect(await client.emitAck('break')).toEqual(failed('internal_error'));
    expect(await client.emitAck('govern')).toEqual(failed('not_allowed'));
    expect(await client.emitAck('no.such.event', {})).toEqual(failed('unknown_event'));
    client.emit('govern');
    expect(await client.next('exception')).toMatchObject({ code: 'not_allowed' });
    client.close();
  });

  it('is refused where its payload is not what its class says', async () => {
    const client = await one().connect();
    const codeOf = async (payload: unknown) => (await client.emitAck('say', payload)).error?.code as string;
    expect(await codeOf({ text: 'x'.repeat(101) })).toBe('validation_failed');
    expect(await codeOf({ text: 'a', sender_id: 'another' })).toBe('validation_failed');
    expect(await codeOf({ text: 'a\0b' })).toBe('validation_failed');
    expect(await codeOf([{ text: 'a' }])).toBe('malformed_request');
    expect(await codeOf('text')).toBe('malformed_request');
    expect(await codeOf(null)).toBe('malformed_request');
    expect(await codeOf({ text: Buffer.from('a') })).toBe('malformed_request');
    expect(await codeOf(JSON.parse('{"__proto__":{"text":"a"}}'))).toBe('forbidden_key');
    expect(await codeOf(JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`))).toBe('malformed_request');
    expect(await client.emitAck('say', { text: 'still here' })).toMatchObject({ ok: true });
    client.close();
  });
});

it('its events are in the documents of the service', async () => {
  const { json } = await httpClient(one().url).get('/docs/json');
  expect(json).toMatchObject({
    components: { schemas: { RefreshSocket: { required: ['access_token'] }, Words: expect.anything() } },
    'x-sockets': [
      {
        path,
        client_events: expect.objectContaining({
          say: {
            tells: 'Says something; gives it back.',
            takes: { $ref: '#/components/schemas/Words' },
            answers: null,
            codes: [],
          },
          nothing: { tells: '', takes: null, answers: null, codes: [] },
          'auth.refresh': expect.objectContaining({
            takes: { $ref: '#/components/schemas/RefreshSocket' },
          }),
        }),
        server_events: expect.objectContaining({ said: { tells: 'Somebody said something.', gives: null } }),
      },
    ],
  });
});

describe('when its instance goes', () => {
  it('clients are told to come back spread over five seconds', () => {
    const farewell = one().app.get(SocketFarewell);
    const hints = Array.from({ length: 200 }, () => farewell.hintMs());
    for (const hint of hints)
      expect([Number.isInteger(hint), hint >= 0, hint <= 5_000]).toEqual([true, true, true]);
    expect([Math.min(...hints) < 1_000, Math.max(...hints) > 4_000]).toEqual([true, true]);
    expect(new Set(hints).size).toBeGreaterThan(100);
  });

  it('each socket is told so while it is still served, and is sent away afterwards', async () => {
    const drain = one().app.get(Drain);
    const clients = await Promise.all([0, 1, 2].map(() => one().connect()));
    drain.begin();
    for (const client of clients) {
      expect(await client.next('server.draining')).toEqual({ reconnect_after_ms: expect.any(Number) });
      expect(await client.emitAck('say', { text: 'still here' })).toMatchObject({ ok: true });
    }
    const late = await one().connect();
    await late.next('server.draining');
    drain.disconnect();
    for (const client of [...clients, late])
      expect(await client.next('disconnect')).toBe('io server disconnect');
    expect(one().count).toBe(0);
  });
});
