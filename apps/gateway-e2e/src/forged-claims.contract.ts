import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { httpClient } from '@secureconnect/testing';
import { type GatewayScene } from './gateway-scene.contract';

const claims = {
  'x-user-id': 'mallory', 'X-User': 'mallory', 'x-auth-request-user': 'mallory', 'x-role': 'mallory',
  'x-session-id': 'mallory', 'x-client-statement': 'mallory', 'x-service-token': 'mallory', x_user_id: 'mallory',
  'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'mallory', 'x-forwarded-proto': 'mallory', forwarded: 'for=6.6.6.6',
  'x-real-ip': '6.6.6.6', 'true-client-ip': '6.6.6.6', 'cf-connecting-ip': '6.6.6.6', x_forwarded_for: '6.6.6.6',
  'proxy-authorization': 'mallory', te: 'mallory', 'x-http-method-override': 'mallory', 'x-original-url': '/mallory',
  prefer: 'kept',
}; // prettier-ignore

const payloadOf = (jwt: unknown) =>
  JSON.parse(Buffer.from(String(jwt).split('.')[1] ?? '', 'base64url').toString());
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As the gateway's own are, but for the key. */
function forgedStatement(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const now = Math.floor(Date.now() / 1_000);
  const whence = { iss: 'gateway', aud: 'auth', iat: now, exp: now + 60, address: '6.6.6.6' };
  const text = `${encoded({ alg: 'EdDSA', typ: 'client+jwt', kid: randomUUID() })}.${encoded(whence)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

/** Who says of itself what only the gateway may say. */
export function describeForgedClaims(sceneOf: () => GatewayScene): void {
  let token: string;
  const sent = async (headers: Record<string, string>, at = 0) => {
    expect((await sceneOf().get('/v1/messages', token, { at, headers })).status).toBe(200);
    const { headers: arrived = {} } = sceneOf().chat.last ?? {};
    return { arrived, stated: payloadOf(arrived['x-client-statement']) };
  };

  beforeAll(async () => {
    token = await sceneOf().signIn();
  });

  describe('a header that says who somebody is, or where', () => {
    it('does not arrive, and what the gateway itself found does', async () => {
      const { arrived, stated } = await sent(claims);
      expect(JSON.stringify(arrived)).not.toMatch(/mallory|6\.6\.6\.6/);
      expect(arrived).toMatchObject({ prefer: 'kept', authorization: `Bearer ${token}` });
      expect(stated).toMatchObject({ iss: 'gateway', aud: 'chat', address: '127.0.0.1' });
    });

    it('neither arrives nor takes what the gateway says away when Connection names it', async () => {
      const connection = 'close, x-client-statement, X-Forwarded-For, x-hop, x-request-id, traceparent, host';
      const { arrived, stated } = await sent({ ...claims, connection, 'x-hop': 'mallory' });
      expect(JSON.stringify(arrived)).not.toMatch(/mallory|6\.6\.6\.6/);
      expect(arrived).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-request-id': expect.any(String) });
      expect(arrived).toMatchObject({ traceparent: expect.any(String), host: expect.any(String) });
      expect(stated.address).toBe('127.0.0.1');
    });

    it('is believed of the last proxy that is trusted, and no further', async () => {
      const said = async (chain: string) => (await sent({ 'x-forwarded-for': chain }, 1)).stated.address;
      expect(await said('203.0.113.9')).toBe('203.0.113.9');
      expect(await said('6.6.6.6, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
      expect(await said('6.6.6.6, mallory, 10.1.2.3')).toBe('127.0.0.1');
      expect(await said('::ffff:203.0.113.9')).toBe('203.0.113.9');
    });
  });

  describe('whoever asks a service directly, past the gateway,', () => {
    const directly = async (headers: Record<string, string>) => {
      const answer = await httpClient(sceneOf().auth.url).get('/v1/users/me', { headers });
      return [answer.status, answer.json.code];
    };
    const bearer = () => ({ authorization: `Bearer ${token}` });

    it('is let in by a token alone', async () => {
      const { 'x-client-statement': _statement, ...others } = claims;
      expect(await directly(others)).toEqual([401, 'not_authenticated']);
      expect((await directly(bearer()))[0]).toBe(200);
    });

    it.each<[string, () => Promise<string> | string]>([
      ['of nothing', () => 'mallory'],
      ['signed by a key of its own', forgedStatement],
      [
        'that was made for another service',
        async () => String((await sent({})).arrived['x-client-statement']),
      ],
    ])('is refused with a statement %s', async (_what, statement) => {
      const answer = await directly({ ...bearer(), 'x-client-statement': await statement() });
      expect(answer).toEqual([401, 'forged_statement']);
    });
  });
}
