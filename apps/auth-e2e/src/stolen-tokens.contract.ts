import { until } from '@secureconnect/testing';
import { newAddress } from './auth-door.contract';
import { type AuthScene, seededPassword } from './auth-scene.contract';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly session_id: string;
}

interface Sessions {
  readonly items: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
}

/** Tokens and sessions in hands they were not given into. */
export function describeStolenTokens(sceneOf: () => AuthScene): void {
  async function loggedIn(email?: string): Promise<Tokens> {
    const address = email ?? (await sceneOf().someone()).email;
    const answer = await sceneOf().both[0].login(address, seededPassword);
    expect(answer.status).toBe(200);
    return answer.json as Tokens;
  }
  const refreshed = async (token: string, at: 0 | 1 = 0): Promise<Tokens> => {
    const answer = await sceneOf().both[at].refresh(token);
    expect(answer.status).toBe(200);
    return answer.json as Tokens;
  };
  /** Its family has ended: no token of it is worth anything, on either instance. */
  async function isOver(session: Tokens): Promise<void> {
    for (const door of sceneOf().both) {
      await until('it to be refused', async () => (await door.me(session.access_token)).status === 401);
      expect((await door.refresh(session.refresh_token)).json.code).toBe('invalid_refresh_token');
    }
  }

  describe('a refresh token', () => {
    it('that was used before ends its family, for whoever stole it and for whoever did not', async () => {
      const first = await loggedIn();
      const second = await refreshed(first.refresh_token);
      const third = await refreshed(second.refresh_token, 1);
      expect((await sceneOf().both[0].refresh(first.refresh_token)).status).toBe(401);
      await isOver(third);
    });

    it('ends it also as the one before, once the grace is over', async () => {
      const first = await loggedIn();
      const second = await refreshed(first.refresh_token);
      const older = "UPDATE auth.sessions SET rotated_at = rotated_at - interval '11 s' WHERE id = $1";
      await sceneOf().postgres.sql(older, [first.session_id]);
      expect((await sceneOf().both[1].refresh(first.refresh_token)).status).toBe(401);
      await isOver(second);
    });

    it('shown from another network by another browser on another system ends it as well', async () => {
      const agent = (machine: string) => ({ headers: { 'user-agent': machine }, from: newAddress() });
      const { email } = await sceneOf().someone();
      const [one, other] = sceneOf().both;
      const firefox = agent('Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0');
      const session = (await one.login(email, seededPassword, firefox)).json as Tokens;
      const chrome = { ...agent('Mozilla/5.0 (Windows NT 10.0) Chrome/141.0'), from: '203.0.113.10' };
      const shown = await other.refresh(session.refresh_token, chrome);
      expect([shown.status, shown.json.code]).toEqual([401, 'invalid_refresh_token']);
      await isOver(session);
    });

    it('shown to both instances at the same time gives the same child', async () => {
      const { refresh_token: parent } = await loggedIn();
      const shown = await Promise.all([0, 1, 0, 1].map((at) => refreshed(parent, at as 0 | 1)));
      const children = new Set(shown.map(({ refresh_token: child }) => child));
      expect(children.size).toBe(1);
      await refreshed([...children][0] ?? '');
    });

    it('is no access token, and an access token no refresh token', async () => {
      const { access_token: access, refresh_token: refresh } = await loggedIn();
      const [door] = sceneOf().both;
      expect((await door.me(refresh)).json.code).toBe('not_authenticated');
      // A whole one is longer than any refresh token.
      expect((await door.refresh(access)).json.code).toBe('validation_failed');
      expect((await door.refresh(access.slice(0, 512))).json.code).toBe('invalid_refresh_token');
      await refreshed(refresh);
    });

    it.each([
      ['cut', (token: string) => token.slice(0, -1)],
      ['changed', (token: string) => `${token.slice(0, -4)}AAAA`],
      ['of another generation', (token: string) => token.replace(/^rt1\.(.{23})./, 'rt1.$1_')],
      ['empty', () => ''],
      ['of nothing but its name', () => 'rt1.'],
    ])('%s is refused, and ends nothing', async (_how, change) => {
      const { refresh_token: token } = await loggedIn();
      expect((await sceneOf().both[0].refresh(change(token))).status).toBe(401);
      await refreshed(token);
    });
  });

  describe('a session', () => {
    it('of somebody else is not there', async () => {
      const [mine, hers] = [await loggedIn(), await loggedIn()];
      const [door] = sceneOf().both;
      const end = (id: string) => door.ask('DELETE', `/v1/auth/sessions/${id}`, { token: mine.access_token });
      const refusals = [await end(hers.session_id), await end('00000000-0000-7000-8000-000000000000')];
      for (const each of refusals) expect([each.status, each.json.code]).toEqual([404, 'not_found']);
      expect((await door.me(hers.access_token)).status).toBe(200);
      expect((await end(mine.session_id)).status).toBe(204);
      await isOver(mine);
    });

    it('is listed page by page, and no question about the list goes unheard', async () => {
      const { email } = await sceneOf().someone();
      const begun = [await loggedIn(email), await loggedIn(email), await loggedIn(email)];
      const [door] = sceneOf().both;
      const list = (query: string) => door.get(`/v1/auth/sessions?${query}`, begun[0]?.access_token);
      const first = (await list('limit=2')).json as unknown as Sessions;
      const rest = (await list(`limit=2&cursor=${first.next_cursor}`)).json as unknown as Sessions;
      const listed = [...first.items, ...rest.items].map(({ id }) => id);
      expect([first.items.length, rest.next_cursor]).toEqual([2, null]);
      expect(listed).toEqual(begun.map((each) => each.session_id).reverse());
      for (const query of ['limit=0', 'limit=101', 'limit=x', 'page=2'])
        expect((await list(query)).json.code).toBe('validation_failed');
    });

    it('more than ten, begun at once on both instances, leaves ten', async () => {
      const { email } = await sceneOf().someone();
      const { both } = sceneOf();
      const logins = Array.from({ length: 11 }, (_, at) =>
        both[at % 2 === 0 ? 0 : 1].login(email, seededPassword),
      );
      const answers = await Promise.all(logins);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      const tokens = answers.map(({ json }) => (json as Tokens).access_token);
      for (const door of both) {
        const letIn = async () =>
          (await Promise.all(tokens.map((token) => door.me(token)))).filter(({ status }) => status === 200);
        await until('ten to be let in', async () => (await letIn()).length === 10);
      }
    });
  });
}
