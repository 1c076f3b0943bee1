import { readFileSync } from 'node:fs';
import { httpClient, until } from '@secureconnect/testing';
import { type GatewayScene, operatorToken } from './gateway-scene.contract';
import { type Claims, goodClaims, TokenSigner } from './token-signer.contract';

const hours = (count: number) => Math.floor(Date.now() / 1_000) + count * 3_600;

/** Access tokens that nobody gave, or that count no more. */
export function describeTokensAtTheEdge(sceneOf: () => GatewayScene): void {
  const ours = new TokenSigner('of-these-tests');
  const attacker = new TokenSigner('of-these-tests');
  const wrong = (change: Claims, header?: Claims) => () => ours.sign(goodClaims(change), header);
  const both = (token: string, more?: Record<string, string>) =>
    Promise.all(
      [0, 1].map((at) => sceneOf().get('/v1/messages', token, { at, ...(more && { headers: more }) })),
    );
  const codes = async (token: string) => (await both(token)).map(({ status, json }) => json.code ?? status);

  describe('a token', () => {
    beforeAll(async () => {
      await ours.publish(sceneOf().postgres);
      const headers = { authorization: `Bearer ${operatorToken}` };
      const rotated = await httpClient(sceneOf().auth.url).post(
        '/internal/signing-keys/rotate',
        { at_once: true },
        { headers },
      );
      expect(rotated.status).toBe(200);
    });

    it('that is good is let in, or all that follows would mean nothing', async () => {
      const token = ours.sign();
      await until('it to be let in', async () => (await codes(token)).every((code) => code === 200));
    });

    it.each<[string, () => string]>([
      ['unsigned', () => `${ours.unsigned(goodClaims(), { alg: 'none' })}.`],
      ['signed with the public key', () => ours.signWithPublicKey()],
      ['signed by another key', () => attacker.sign()],
      ['that is not to be used yet', wrong({ nbf: hours(1) })],
      ['of the type of a service', wrong({}, { typ: 'service+jwt' })],
      ['of the type of a statement', wrong({}, { typ: 'client+jwt' })],
      ['for another audience', wrong({ aud: 'somebody' })],
      ['of another issuer', wrong({ iss: 'https://example.com' })],
    ])('%s is not, and does not arrive', async (_what, forge) => {
      const before = sceneOf().chat.arrived.length;
      expect(await codes(forge())).toEqual(['not_authenticated', 'not_authenticated']);
      expect(sceneOf().chat.arrived).toHaveLength(before);
    });

    it('that has ended says so', async () => {
      const ended = wrong({ iat: hours(-2), iat_ms: hours(-2) * 1_000, exp: hours(-1) })();
      expect(await codes(ended)).toEqual(['token_expired', 'token_expired']);
    });

    it('in the query is none, and stands in no log', async () => {
      const token = await sceneOf().signIn();
      for (const at of [0, 1])
        expect((await sceneOf().get(`/v1/messages?access_token=${token}`, undefined, { at })).status).toBe(
          401,
        );
      const logs = sceneOf().gateways.map(({ pid }) => readFileSync(`/proc/${pid}/fd/1`, 'utf8'));
      expect(logs.join('')).toContain('GET /v1/messages 401');
      expect(logs.join('')).not.toContain(token.slice(-40));
    });
  });

  const redis = () => sceneOf().redis;
  const nothing = async () => undefined;
  it.each<[string, () => unknown, () => unknown]>([
    ['well, and emptied', nothing, () => redis().flush()],
    ['frozen', () => redis().freeze(), () => redis().thaw()],
    ['killed, and comes back empty', () => redis().kill(), () => redis().wipe()],
  ])(
    'a session that ended on one gateway has ended on both, for ever: Redis is %s',
    async (_what, on, off) => {
      const [hers, others] = [await sceneOf().signIn(), await sceneOf().signIn(1)];
      expect(await codes(hers)).toEqual([200, 200]);
      await on();
      expect((await sceneOf().logout(hers)).status).toBe(204);
      const areOut = async () => (await codes(hers)).every((code) => code === 'token_revoked');
      await until('both to refuse it', areOut);
      await off();
      await sceneOf().normal();
      await sceneOf().redis.flush();
      expect(await codes(hers)).toEqual(['token_revoked', 'token_revoked']);
      expect(await codes(others)).toEqual([200, 200]);
      await sceneOf().normal();
    },
  );
}
