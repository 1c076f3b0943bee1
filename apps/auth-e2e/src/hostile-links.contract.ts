import { newAddress } from './auth-door.contract';
import { type AuthScene, seededPassword } from './auth-scene.contract';

const subject = 'Reset your password';
const chosen = 'a pass phrase that was chosen anew';

/** Links in mails, and codes, in hands they were not meant for. */
export function describeHostileLinks(sceneOf: () => AuthScene): void {
  const from = () => ({ from: newAddress() });
  const forgot = async (email: string, headers: Record<string, string> = {}) => {
    const answer = await sceneOf().both[0].post(
      '/v1/auth/password/forgot',
      { email },
      { headers, ...from() },
    );
    expect(answer.status).toBe(202);
  };
  const reset = async (token: string, at: 0 | 1 = 0) =>
    (await sceneOf().both[at].post('/v1/auth/password/reset', { token, password: chosen }, from())).status;
  const canLogIn = async (email: string, password: string) =>
    (await sceneOf().both[0].login(email, password, from())).status === 200;

  describe('a link to reset a password', () => {
    it('is good once, whoever is faster', async () => {
      const { email } = await sceneOf().someone();
      await forgot(email);
      const [token = ''] = await sceneOf().outbox.tokens(email, subject);
      const both = await Promise.all([reset(token, 0), reset(token, 1)]);
      expect(both.sort()).toEqual([204, 410]);
      expect(await reset(token)).toBe(410);
      expect([await canLogIn(email, seededPassword), await canLogIn(email, chosen)]).toEqual([false, true]);
    });

    it('is good no more when there is a newer one', async () => {
      const { email } = await sceneOf().someone();
      await forgot(email);
      await sceneOf().outbox.tokens(email, subject);
      await forgot(email);
      const [older = '', newer = ''] = await sceneOf().outbox.tokens(email, subject, 2);
      expect([await reset(older), await reset(newer)]).toEqual([410, 204]);
    });

    it('is refused tampered with, and for anything else, and stays good', async () => {
      const { email } = await sceneOf().someone();
      await forgot(email);
      const [token = ''] = await sceneOf().outbox.tokens(email, subject);
      const other = token.startsWith('A') ? 'B' : 'A';
      for (const forged of [other + token.slice(1), token.slice(0, -1), `${token}A`, '', "' OR true --"])
        expect(await reset(forged)).toBe(410);
      expect((await sceneOf().both[0].post('/v1/auth/email/verify', { token })).status).toBe(410);
      expect(await canLogIn(email, seededPassword)).toBe(true);
      expect(await reset(token)).toBe(204);
    });

    it('leads to where we are, whatever host the request names', async () => {
      const { email } = await sceneOf().someone();
      const host = 'evil.example';
      await forgot(email, {
        host,
        'x-forwarded-host': host,
        forwarded: `host=${host}`,
        origin: `https://${host}`,
      });
      await sceneOf().outbox.tokens(email, subject);
      const [mail] = sceneOf().outbox.to(email);
      expect(mail?.text).toContain('https://secure.example/reset-password#token=');
      expect(mail?.text).not.toContain(host);
    });
  });
}
