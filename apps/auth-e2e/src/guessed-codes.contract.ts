import { until } from '@secureconnect/testing';
import { Secret, TOTP } from 'otpauth';
import { newAddress } from './auth-door.contract';
import { type AuthScene, type Person, seededPassword } from './auth-scene.contract';

const totpOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) });
const stepMs = 30_000;

/** Codes of six digits, tried one after the other and all at once. */
export function describeGuessedCodes(sceneOf: () => AuthScene): void {
  const from = () => ({ from: newAddress() });
  const verify = (body: object, token?: string, at: 0 | 1 = 0) =>
    sceneOf().both[at].post('/v1/auth/mfa/totp/verify', body, { ...(token && { token }), ...from() });

  /** Somebody with an app; the code that ends setting it up is of the step before, so this one's is still good. */
  async function enrolled(): Promise<Person & { totp: TOTP; recoveryCodes: string[] }> {
    const person = await sceneOf().someone();
    const [door] = sceneOf().both;
    // The step must not end while the code of the one before is on its way.
    await until('a step that is young', () => Date.now() % stepMs < stepMs - 5_000);
    const { access_token: token } = (await door.login(person.email, seededPassword, from())).json as {
      access_token: string;
    };
    const { secret } = (await door.post('/v1/auth/mfa/totp', undefined, { token })).json as {
      secret: string;
    };
    const totp = totpOf(secret);
    const answer = await verify({ code: totp.generate({ timestamp: Date.now() - stepMs }) }, token);
    expect(answer.status).toBe(200);
    const { recovery_codes: recoveryCodes } = answer.json as { recovery_codes: string[] };
    return { ...person, totp, recoveryCodes };
  }

  async function challengeOf(email: string): Promise<string> {
    const answer = await sceneOf().both[1].login(email, seededPassword, from());
    expect([answer.status, answer.json.code]).toEqual([403, 'step_up_required']);
    return (answer.json as { details: { challenge: string } }).details.challenge;
  }

  const wrongCodes = (totp: TOTP, count: number): string[] => {
    const good = [-1, 0, 1, 2].map((steps) => totp.generate({ timestamp: Date.now() + steps * stepMs }));
    const all = Array.from({ length: count + good.length }, (_, at) => String(100_000 + at * 17_771));
    return all.filter((code) => !good.includes(code)).slice(0, count);
  };

  describe('who knows the password of somebody with an app', () => {
    it('gets in with the code, once', async () => {
      const { email, totp } = await enrolled();
      const code = totp.generate();
      const [one, other] = [await challengeOf(email), await challengeOf(email)];
      const answer = await verify({ code, challenge: one });
      expect(answer.json).toMatchObject({ user: { email }, session_id: expect.any(String) as string });
      expect((await verify({ code, challenge: other }, undefined, 1)).json.code).toBe('invalid_code');
    });

    it('has five guesses at it, though she makes 50 at once at two instances', async () => {
      const { email, totp, recoveryCodes } = await enrolled();
      const challenges = [await challengeOf(email), await challengeOf(email)];
      const codes = wrongCodes(totp, 50);
      const guesses = codes.map((code, at) =>
        verify({ code, challenge: challenges[at % 2] }, undefined, at % 3 === 0 ? 1 : 0),
      );
      const answers = await Promise.all(guesses);
      expect(answers.filter(({ json }) => (json as { code: string }).code === 'invalid_code')).toHaveLength(
        5,
      );
      expect(answers.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
      // Neither the code nor one from the paper helps her any more, nor another login.
      for (const code of [totp.generate(), recoveryCodes[0]])
        expect((await verify({ code, challenge: await challengeOf(email) })).status).toBe(429);
    });

    it('gets nowhere with a login that waits for somebody else', async () => {
      const [hers, mine] = [await enrolled(), await enrolled()];
      const challenge = await challengeOf(hers.email);
      expect((await verify({ code: mine.recoveryCodes[0], challenge })).json.code).toBe('invalid_code');
      expect((await verify({ code: hers.recoveryCodes[0], challenge: 'A'.repeat(43) })).status).toBe(410);
    });
  });
}
