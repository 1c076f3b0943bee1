import { until } from '@secureconnect/testing';
import { startEdge } from './edge-scene.contract';

const wait = { timeout: 20_000 };

describe('at the edge, a token', () => {
  let scene: Awaited<ReturnType<typeof startEdge>>;
  beforeAll(async () => {
    scene = await startEdge();
  }, 60_000);
  afterAll(() => scene.close());

  /** One that the edge has verified, and knows at once from then on. */
  const seen = async () => {
    const token = await scene.token();
    await scene.edge.authenticate(token.text);
    await until('it to be known', () => scene.edge.known(token.text) !== undefined, wait);
    return token;
  };
  const refusal = (text: string): Promise<string> =>
    scene.edge.authenticate(text).then(
      () => 'let in',
      ({ code }: { code: string }) => code,
    );

  it('that was never seen is not known, and says who asks once it was verified', async () => {
    const { text, claims } = await scene.token();
    expect(scene.edge.known(text)).toBeUndefined();
    expect(await scene.edge.authenticate(text)).toMatchObject({ userId: claims.sub, sessionId: claims.sid });
    await until('it to be known', () => scene.edge.known(text)?.userId === claims.sub, wait);
  });

  it('that is forged is neither', async () => {
    const { text } = await seen();
    const forged = `${text.slice(0, -4)}AAAA`;
    expect(scene.edge.known(forged)).toBeUndefined();
    expect(await refusal(forged)).toBe('not_authenticated');
  });

  it.each(['token', 'session', 'user'] as const)(
    'whose %s was revoked is known no more, and refused',
    async (kind) => {
      const { text, claims } = await seen();
      await scene.revoke({
        kind,
        subject: { token: claims.jti, session: claims.sid, user: claims.sub }[kind],
      });
      await until('it to be known no more', () => scene.edge.known(text) === undefined, wait);
      expect(await refusal(text)).toBe('token_revoked');
    },
  );

  it('is refused where nobody can say whether it was revoked, and let in again when somebody can', async () => {
    const { text } = await seen();
    const revoked = await seen();
    await scene.revoke({ kind: 'token', subject: revoked.claims.jti });
    await until('that to be known', async () => (await refusal(revoked.text)) === 'token_revoked', wait);
    scene.redis.freeze();
    scene.postgres.freeze();
    await until('memory not to be current', () => scene.edge.known(text) === undefined, wait);
    expect(await refusal(text)).toBe('revocation_unknown');
    expect(await refusal(revoked.text)).toBe('token_revoked');
    scene.postgres.thaw();
    scene.redis.thaw();
    await until('it to be known again', () => scene.edge.known(text) !== undefined, wait);
    await until('it to be let in', async () => (await refusal(text)) === 'let in', wait);
  });
});
