import { randomUUID } from 'node:crypto';
import { newAddress } from './auth-door.contract';
import { type AuthScene, operatorToken, seededPassword } from './auth-scene.contract';

/** Bodies and headers that no client of ours sends. */
export function describeHostileBodies(sceneOf: () => AuthScene): void {
  const from = () => ({ from: newAddress() });
  const tokenOf = async (email: string): Promise<string> =>
    ((await sceneOf().both[0].login(email, seededPassword, from())).json as { access_token: string })
      .access_token;

  describe('a password', () => {
    it('of a megabyte is refused without being hashed, wherever it is sent', async () => {
      const [door] = sceneOf().both;
      const { email } = await sceneOf().someone();
      const vast = 'p'.repeat(1_000_000);
      expect((await door.login(email, vast, from())).json.code).toBe('invalid_credentials');
      const body = { email: 'vast@example.com', username: `vast-${Date.now()}`, password: vast };
      expect((await door.post('/v1/auth/register', body, from())).json.code).toBe('weak_password');
      const more = { email, password: 'p'.repeat(1_100_000) };
      expect((await door.post('/v1/auth/login', more, from())).status).toBe(413);
    });

    it('of 80 bytes is not another one that shares the first 72', async () => {
      const [door] = sceneOf().both;
      const { email } = await sceneOf().someone();
      const shared = 'the first seventy-two bytes are all that some ways to hash ever look at.';
      expect(shared).toHaveLength(72);
      const token = await tokenOf(email);
      const change = { current_password: seededPassword, new_password: `${shared} is mine` };
      expect((await door.post('/v1/auth/password/change', change, { token, ...from() })).status).toBe(204);
      expect((await door.login(email, `${shared} is hers`, from())).status).toBe(401);
      expect((await door.login(email, `${shared} is mine`, from())).status).toBe(200);
    });
  });

  describe('an Idempotency-Key', () => {
    it('of a stranger from another network is another one', async () => {
      const registrations = ['one', 'two'].map((name) => ({
        ...{ email: `key-${name}@example.com`, username: `key-${name}`, password: seededPassword },
      }));
      const headers = { 'idempotency-key': 'the-first-that-comes-to-mind' };
      const [one, other] = registrations.map((body) => ({ body, from: newAddress() }));
      for (const asked of [one, other, one])
        expect(await sceneOf().both[0].ask('POST', '/v1/auth/register', { ...asked, headers })).toMatchObject(
          {
            status: 202,
          },
        );
      const reused = { ...other, from: one?.from, headers };
      const answer = await sceneOf().both[0].ask('POST', '/v1/auth/register', reused);
      expect([answer.status, answer.json.code]).toEqual([409, 'idempotency_key_reused']);
    });
  });

  describe('a body', () => {
    it.each([[[]], [['phone']], ['phone'], [1]])('with %j for a device lets nobody in', async (device) => {
      const { email } = await sceneOf().someone();
      const body = { email, password: seededPassword, device };
      expect((await sceneOf().both[0].post('/v1/auth/login', body, from())).status).toBe(422);
    });

    it.each([
      ['a role', { role: 'admin' }, 422],
      ['a role among good fields', { display_name: 'Ada', role: 'admin' }, 422],
      ['an id', { id: randomUUID() }, 422],
      ['a verified address', { email_verified: true }, 422],
      ['a column of the record', { password_hash: 'x', email_verified_at: '2020-01-01' }, 422],
      ['a prototype', '{"__proto__":{"role":"admin"}}', 400],
      ['a prototype within', '{"display_name":{"__proto__":{"role":"admin"}}}', 400],
      ['the prototype of a constructor', '{"constructor":{"prototype":{"role":"admin"}}}', 400],
    ])('with %s changes nobody', async (_what, body, status) => {
      const [door, other] = sceneOf().both;
      const { email } = await sceneOf().someone();
      const token = await tokenOf(email);
      const headers = { 'content-type': 'application/json' };
      const answer = await door.ask('PATCH', '/v1/users/me', { body, token, headers });
      expect(answer.status).toBe(status);
      expect((await other.me(token)).json).toMatchObject({ email, role: 'user', display_name: null });
      expect((await door.get('/v1/users', token)).json.code).toBe('not_allowed');
    });

    it.each([
      ['a role', { role: 'admin' }, 422],
      ['a prototype', '{"email":"a@example.com","__proto__":{"role":"admin"}}', 400],
    ])('with %s registers nobody', async (_what, more, status) => {
      const own = {
        email: `role-${Date.now()}@example.com`,
        username: `role-${Date.now()}`,
        password: seededPassword,
      };
      const body = typeof more === 'string' ? more : { ...own, ...more };
      const headers = { 'content-type': 'application/json' };
      const asked = { body, headers, ...from() };
      expect((await sceneOf().both[0].ask('POST', '/v1/auth/register', asked)).status).toBe(status);
    });
  });

  it('names nothing by a path that nothing could be called, nor asks a list what it does not take', async () => {
    const [door] = sceneOf().both;
    const token = await tokenOf((await sceneOf().someone()).email);
    const operator = { token: operatorToken };
    const unexpected: string[] = [];
    for (const id of ['%00', 'a%00b', '%FF', "'", '%F0%9F%92%A3', 'x'.repeat(400)])
      for (const [method, path, asked] of [
        ['POST', `/internal/signing-keys/${id}/withdraw`, operator],
        ['POST', `/operator/jobs/${id}/cancel`, operator],
        ['GET', `/operator/jobs/${id}`, operator],
        ['POST', `/operator/jobs/dead/${id}/replay`, operator],
        ['DELETE', `/v1/auth/sessions/${id}`, { token }],
        ['GET', `/v1/users/${id}`, { token }],
      ] as const) {
        const { status } = await door.ask(method, path, asked);
        if (![400, 403, 404, 414].includes(status)) unexpected.push(`${status} ${path}`);
      }
    expect(unexpected).toEqual([]);
    const listed = await door.ask('GET', '/internal/signing-keys?limit=1', operator);
    expect(listed.json.code).toBe('validation_failed');
  });

  it('writes no line of its own into the log or the record of events', async () => {
    const [door] = sceneOf().both;
    const { id, email } = await sceneOf().someone();
    const forged = '{"event":"login.granted","msg":"forged"}';
    const headers = {
      'user-agent': `agent\u009b[2K${forged}`,
      'x-request-id': `x\t${forged}`,
    };
    await door.login(`${email}\n${forged}`, 'wrong\r\nwrong', { headers, ...from() });
    await door.login(email, `wrong\n${forged}`, { headers, ...from() });
    await door.login(email, seededPassword, { headers, ...from() });
    await door.get(`/v1/auth/sessions?x=%0A${encodeURIComponent(forged)}`);
    const lines = sceneOf().logs().split('\n');
    expect(lines.filter((line) => line.trimStart().startsWith('{"event":"login.granted"'))).toEqual([]);
    expect(lines.filter((line) => /[\u0080-\u009f]/.test(line))).toEqual([]);
    const events = await sceneOf().postgres.sql<{ user_agent: string; request_id: string }>(
      'SELECT user_agent, request_id FROM auth.audit_events WHERE user_id = $1',
      [id],
    );
    expect(events.length).toBeGreaterThan(0);
    for (const { user_agent: agent, request_id: request } of events) {
      expect(agent).not.toMatch(/\p{Cc}/u);
      expect(request).toMatch(/^[\w-]+$/);
    }
  });
}
