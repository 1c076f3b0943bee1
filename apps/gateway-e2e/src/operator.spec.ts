import { type FleetStatus } from '@secureconnect/contracts';
import { httpClient, type ServiceProcess, until } from '@secureconnect/testing';
import { Operator } from './operator-guest.contract';
import { OperatorScene, operatorToken } from './operator-scene.contract';

const patience = 240_000;
const elsewhere = { 'x-forwarded-for': '203.0.113.7' };

describe('the page for operators', () => {
  jest.setTimeout(patience);
  let scene: OperatorScene;
  let cookie: string;

  beforeAll(async () => {
    scene = await OperatorScene.start();
    cookie = await scene.signIn();
    await scene.normal(cookie);
  }, patience);
  afterAll(() => scene?.close(), 60_000);

  const pull = async (body: object, headers: object = {}) => {
    const answer = await scene.ask('POST', '/operator/levers', { headers: { cookie, ...headers }, body });
    const json = (await answer.json()) as { code?: string; actions?: FleetStatus['actions'] };
    return { status: answer.status, ...json };
  };
  const codeOf = async (answer: Promise<Response>) => {
    const { status, ...rest } = await answer.then(async (got) => ({
      status: got.status,
      ...((await got.json()) as { code?: string }),
    }));
    return `${status} ${rest.code ?? ''}`;
  };
  const stateOf = ({ instances }: FleetStatus, origin: string) =>
    instances.find((each) => each.origin === origin)?.state;

  it('tells nobody anything who has not signed in', async () => {
    const [said = ''] = cookie.split(';');
    const forged = `${said.slice(0, -3)}AAA`;
    const expired = scene.signedCookie('Ann', Date.now() - 1);
    for (const path of ['/operator/status', '/operator/events'])
      for (const shown of ['', forged, expired, 'operator=.', `operator=${operatorToken}`])
        expect(await codeOf(scene.ask('GET', path, { headers: { cookie: shown } }))).toBe(
          '401 not_authenticated',
        );
    expect((await pull({ service: 'chat', lever: 'probe' }, { cookie: expired })).status).toBe(401);
    expect(scene.signedCookie('Ann', Date.now() + 60_000).startsWith('operator=')).toBe(true);
    await scene.status(scene.signedCookie('Ann', Date.now() + 60_000));
  });

  it('takes the token alone, a few times a minute from one place, and keeps it from scripts', async () => {
    const show = (token: string, headers: object = {}) =>
      scene.ask('POST', '/operator/session', {
        headers: { ...elsewhere, ...headers },
        body: { name: 'Eve', token },
      });
    for (let tried = 0; tried < 10; tried += 1)
      expect(await codeOf(show(`${operatorToken}${tried}`))).toBe('401 operator_token_wrong');
    const refused = await show(operatorToken);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(cookie).toMatch(/; Path=\/operator; Max-Age=(3600|3599); HttpOnly; SameSite=Strict$/);
    expect(await scene.signIn('Ann', { 'x-forwarded-proto': 'https' })).toMatch(/; Secure$/);
  });

  it('reads no name that is long or has what no name has, and counts whoever tries', async () => {
    const named = (name: string) =>
      codeOf(
        scene.ask('POST', '/operator/session', {
          headers: { 'x-forwarded-for': '203.0.113.8' },
          body: { name, token: operatorToken },
        }),
      );
    expect(await named(`${'a'.repeat(60_000)}\u001b`)).toMatch(/^413 /);
    for (const name of [`${'a'.repeat(3_000)}\u001b`, 'Ann\u001b', '\u001bAnn', 'An\u202en', ' ', ''])
      expect(await named(name)).toBe('422 validation_failed');
    for (let tried = 6; tried < 10; tried += 1) await named('');
    expect(await named('Ann')).toBe('429 rate_limited');
  });

  it.each([
    ['of a site of the same owner', { 'sec-fetch-site': 'same-site' }],
    ['of an origin that may call the API', { origin: 'https://app.example' }],
  ])('shows nothing to a page %s', async (_what, headers) => {
    for (const path of ['status', 'events', 'session'])
      expect(await codeOf(scene.ask('GET', `/operator/${path}`, { headers: { cookie, ...headers } }))).toBe(
        '403 not_allowed',
      );
  });

  it('keeps no place for who asks for the head of the events alone', async () => {
    for (let asked = 0; asked < 25; asked += 1) {
      const head = await scene.ask('HEAD', '/operator/events', { headers: { cookie } });
      expect(head.status).toBe(200);
    }
  });

  it.each([
    ['without the header of the page', { 'x-operator-page': '' }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a site of the same owner', { 'sec-fetch-site': 'same-site' }],
    ['from an origin that may call the API', { origin: 'https://app.example' }],
    ['from nowhere', { origin: 'null' }],
  ])('pulls no lever and signs nobody in %s', async (_what, headers) => {
    const { status, code } = await pull({ service: 'chat', lever: 'force-degraded' }, headers);
    expect([status, code]).toEqual([403, 'not_allowed']);
    const body = { name: 'Ann', token: operatorToken };
    expect(await codeOf(scene.ask('POST', '/operator/session', { headers, body }))).toBe('403 not_allowed');
    expect((await scene.status(cookie)).actions).toEqual([]);
  });

  it('knows no lever, no instance and no route that there is not', async () => {
    expect((await pull({ service: 'chat', lever: 'burn' })).status).toBe(422);
    expect((await pull({ service: 'chat', lever: 'force-degraded', minutes: 241 })).status).toBe(422);
    for (const none of [{ kind: null }, { origin: null }, { minutes: null }])
      expect((await pull({ service: 'chat', lever: 'breaker-reset', ...none })).status).toBe(422);
    const { status } = await pull({ service: 'chat', lever: 'probe', origin: 'http://169.254.169.254' });
    expect(status).toBe(404);
    for (const at of [scene.url(), (scene.chats[0] as ServiceProcess).url])
      expect((await httpClient(at).get('/internal/operator/report')).status).toBe(401);
  });

  it('shows every instance of every service, the other gateway too, each once', async () => {
    const { instances, is_normal: isNormal } = await scene.status(cookie);
    const counted = instances.map(({ service }) => service);
    expect(counted).toEqual(['gateway', 'gateway', 'auth', 'chat', 'chat', 'video', 'storage']);
    expect([isNormal, new Set(instances.map(({ report }) => report?.instance)).size]).toEqual([true, 7]);
  });

  it('says where no token is set how to set one, and serves nothing', async () => {
    const closed = await scene.gateway({ OPERATOR_TOKEN: '' });
    const { json } = await httpClient(closed.url).get('/operator/session');
    expect(json).toMatchObject({ is_open: false, name: null });
    const { status, json: said } = await httpClient(closed.url).get('/operator/status', {
      headers: { cookie },
    });
    expect([status, said.code]).toEqual([403, 'operator_token_unset']);
    await closed.close();
  });

  it('is degraded while Redis hangs, everywhere, since when it was noticed', async () => {
    const before = Date.now();
    scene.redis.freeze();
    const all = await scene.when('all to be degraded', cookie, ({ instances }) =>
      instances.every(({ state }) => state === 'degraded'),
    );
    expect(all.is_normal).toBe(false);
    expect(all.problems[0]).toMatchObject({ kind: 'redis' });
    expect(
      all.problems.filter(({ kind }) => kind === 'redis').reduce((sum, each) => sum + each.instances, 0),
    ).toBe(7);
    for (const { since, report } of all.instances) {
      expect(Date.parse(since)).toBeGreaterThanOrEqual(before);
      expect(report?.events[0]).toMatchObject({ what: 'redis', from: 'normal', to: 'degraded' });
    }
    scene.redis.thaw();
    await scene.normal(cookie);
  });

  it('does not wait for an instance that hangs, and says since when it does not answer', async () => {
    const [hung, other] = scene.chats as [ServiceProcess, ServiceProcess];
    const before = Date.now();
    hung.signal('SIGSTOP');
    const status = await scene.when(
      'it to be missed',
      cookie,
      (now) => stateOf(now, hung.url) === 'unreachable',
    );
    expect(stateOf(status, other.url)).toBe('normal');
    const view = status.instances.find(({ origin }) => origin === hung.url);
    expect(Date.parse(view?.since ?? '')).toBeGreaterThanOrEqual(before);
    expect(status).toMatchObject({
      is_normal: false,
      problems: [{ kind: 'unreachable', services: ['chat'] }],
    });
    const { actions } = await pull({ service: 'chat', lever: 'probe' });
    const said = actions?.map(({ is_done: isDone, outcome }) => `${isDone} ${outcome}`).sort();
    expect(said).toEqual([
      'null uncertain: it does not answer in time',
      expect.stringMatching(/^true Redis/) as string,
    ]);
    hung.signal('SIGCONT');
    await scene.normal(cookie);
  });

  it('has levers that work without PostgreSQL, and are written down when it is back', async () => {
    await scene.postgres.kill();
    await scene.when('PostgreSQL to be missed', cookie, ({ problems }) =>
      problems.some(({ kind }) => kind === 'postgres'),
    );
    const [{ url } = { url: '' }] = scene.chats;
    const { actions } = await pull({ service: 'chat', origin: url, lever: 'force-degraded', minutes: 5 });
    expect(actions).toMatchObject([{ operator: 'Ann', origin: url, is_done: true, detail: '5 min' }]);
    const isHeldAndWaits = (now: FleetStatus) =>
      stateOf(now, url) === 'forced' && (now.unrecorded?.count ?? 0) > 0;
    const status = await scene.when('it to be held', cookie, isHeldAndWaits);
    expect(status.actions[0]).toMatchObject({ lever: 'force-degraded', is_recorded: false });
    const { json: health } = await httpClient(url).get('/health');
    const forced = expect.stringMatching(/^by an operator since 20/) as string;
    expect(health.components.redis).toMatchObject({ status: 'degraded', forced });
    await scene.postgres.start();
    const id = actions?.[0]?.id;
    const other = await scene.when(
      ...(['the other gateway to read it', cookie] as const),
      (now) =>
        now.actions.some((action) => action.id === id && action.is_recorded && action.is_done === true),
      1,
    );
    expect(other.unrecorded).toBeNull();
    const lines = scene.gateways[0]
      ?.log()
      .split('\n')
      .filter((line) => line.includes('Ann: force-degraded'));
    expect(lines).toHaveLength(2);
    await pull({ service: 'chat', lever: 'release' });
    await scene.normal(cookie);
  });

  it('shows in a browser what happens when it happens, and has levers', async () => {
    const ann = await Operator.arrive(scene.url());
    try {
      await ann.signIn('Ann', operatorToken);
      await ann.reads('All normal');
      await scene.redis.kill();
      await ann.reads('Degraded: all services, since');
      await ann.pull('chat', 'Force degraded');
      await ann.seesAction('force-degraded');
      await ann.pictures('degraded');
      await scene.redis.start();
      await ann.reads('Forced by an operator: chat, since');
      await ann.pull('chat', 'Release');
      await ann.reads('All normal');
      await ann.pictures('normal');
      scene.gateways[0]?.signal('SIGSTOP');
      await ann.reads('The gateway has not answered since');
      expect(await ann.page.locator('main.board.old').count()).toBe(1);
      scene.gateways[0]?.signal('SIGCONT');
      await ann.reads('All normal');
      expect(ann.faults).toEqual([]);
    } finally {
      scene.gateways[0]?.signal('SIGCONT');
      await ann.close();
    }
  });

  it('tells who listens that the session is over', async () => {
    const short = scene.signedCookie('Ann', Date.now() + 2_000);
    const answer = await scene.ask('GET', '/operator/events', { headers: { cookie: short } });
    expect(await answer.text()).toMatch(/event: status\n[\s\S]*event: signed-out/);
    await until('it to be forgotten', async () => (await scene.status(cookie)).is_normal);
  });
});
