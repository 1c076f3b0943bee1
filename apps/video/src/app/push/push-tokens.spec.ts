import { randomUUID } from 'node:crypto';
import { Transactions } from '@secureconnect/platform';
import { PushTokenStore } from '@secureconnect/push-token-store';
import { RevocationStore } from '@secureconnect/revocation-store';
import { httpClient, until } from '@secureconnect/testing';
import { BrowserPushService } from './browser.contract';
import { PushScene } from './push-scene.contract';

let scene: PushScene;
const pushes = new BrowserPushService(() => scene.vapid.publicKey);

beforeAll(async () => {
  await pushes.start();
  scene = await PushScene.start(2);
}, 60_000);
afterAll(async () => {
  await scene.close();
  await pushes.close();
}, 30_000);

const path = (device: string) => `/v1/push/tokens/${device}`;
const web = () => ({ provider: 'web', subscription: pushes.browser().subscription });

describe('a device that is to be woken', () => {
  it('is registered, shown on every instance, registered again and removed', async () => {
    const [ada] = scene.people(1);
    const made = await scene.as(ada!).put(path('laptop'), web());
    expect(made.status).toBe(200);
    const time = expect.stringMatching(/^\d{4}-.*Z$/);
    const wire = { device_id: 'laptop', provider: 'web', created_at: time, updated_at: time };
    expect(made.json).toEqual(wire);
    for (const place of [0, 1]) {
      expect((await scene.as(ada!, { place }).get(path('laptop'))).json).toEqual(made.json);
      expect((await scene.as(ada!, { place }).get('/v1/push/tokens')).json).toEqual({
        items: [wire],
        next_cursor: null,
      });
    }
    const again = await scene.as(ada!, { place: 1 }).put(path('laptop'), web());
    expect(again.json).toMatchObject({ created_at: (made.json as typeof wire).created_at });
    expect((await scene.as(ada!).delete(path('laptop'))).status).toBe(204);
    const gone = await scene.as(ada!).delete(path('laptop'));
    expect([gone.status, gone.json]).toEqual([404, expect.objectContaining({ code: 'push_token_unknown' })]);
    for (const place of [0, 1])
      await until(
        'it to be gone',
        async () => (await scene.as(ada!, { place }).get(path('laptop'))).status === 404,
      );
  });

  it('is nobody else’s to see, to change or to remove', async () => {
    const [ada, eve] = scene.people(2);
    await scene.as(ada!).put(path('laptop'), web());
    for (const ask of ['get', 'delete'] as const) {
      const answer = await scene.as(eve!)[ask](path('laptop'));
      expect([answer.status, answer.json]).toEqual([
        404,
        expect.objectContaining({ code: 'push_token_unknown' }),
      ]);
    }
    expect((await scene.as(eve!).get('/v1/push/tokens')).json).toMatchObject({ items: [] });
    expect((await scene.as(eve!).put(path('laptop'), web())).status).toBe(200);
    expect((await scene.as(ada!).get(path('laptop'))).status).toBe(200);
    expect((await httpClient(scene.at().url).get('/v1/push/tokens')).status).toBe(401);
  });

  it('that changes hands is the former owner’s no more', async () => {
    const [ada, bob] = scene.people(2);
    const registration = web();
    await scene.as(ada!).put(path('shared'), registration);
    await scene.as(bob!, { place: 1 }).put(path('shared'), registration);
    const { store } = { store: scene.at().get(PushTokenStore) };
    expect(await store.take(ada!, 'shared')).toBeUndefined();
    expect((await store.take(bob!, 'shared'))?.target?.address).toBe(registration.subscription.endpoint);
    await until('her list to say so', async () => (await scene.as(ada!).get(path('shared'))).status === 404);
  });

  it('is told the key to subscribe with', async () => {
    const [ada] = scene.people(1);
    expect((await scene.as(ada!).get('/v1/push/key')).json).toEqual({ public_key: scene.vapid.publicKey });
  });

  it.each([
    ['no provider', {}, 'validation_failed'],
    ['an unknown provider', { provider: 'sms', token: 'x'.repeat(20) }, 'validation_failed'],
    ['a browser without a subscription', { provider: 'web' }, 'validation_failed'],
    [
      'a browser without keys',
      { provider: 'web', subscription: { endpoint: 'https://push.example.com/' } },
      'validation_failed',
    ],
    [
      'an endpoint that is too long',
      () => ({
        ...web(),
        subscription: { ...web().subscription, endpoint: `https://a.example/${'x'.repeat(2_048)}` },
      }),
      'validation_failed',
    ],
    [
      'what is no point',
      () => ({
        ...web(),
        subscription: { ...web().subscription, keys: { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) } },
      }),
      'push_target_refused',
    ],
    [
      'what is no URL',
      () => ({ ...web(), subscription: { ...web().subscription, endpoint: 'push' } }),
      'push_target_refused',
    ],
    [
      'an endpoint with a password',
      () => ({
        ...web(),
        subscription: { ...web().subscription, endpoint: 'https://a:b@push.example.com/' },
      }),
      'push_target_refused',
    ],
    ['a provider that is not set up', { provider: 'fcm', token: 'x'.repeat(100) }, 'push_target_refused'],
    ['two things at once', () => ({ ...web(), token: 'x'.repeat(20) }), 'push_target_refused'],
  ])('%s is refused with %p', async (_what, given, code) => {
    const [ada] = scene.people(1);
    const json = typeof given === 'function' ? given() : given;
    const answer = await scene.as(ada!).put(path('laptop'), json);
    expect([answer.status, answer.json]).toEqual([422, expect.objectContaining({ code })]);
    expect((await scene.as(ada!).get('/v1/push/tokens')).json).toMatchObject({ items: [] });
  });

  it('a device is named by what a path can say', async () => {
    const [ada] = scene.people(1);
    const names = ['x'.repeat(100), 'x'.repeat(101), 'a%20b'];
    const answers = await Promise.all(names.map((name) => scene.as(ada!).put(path(name), web())));
    expect(answers.map(({ status }) => status)).toEqual([200, 414, 422]);
  });
});

describe('a session that ends', () => {
  const endSession = async (subject: string) => {
    await scene
      .at(1)
      .get(Transactions)
      .run((within) =>
        scene
          .at(1)
          .get(RevocationStore)
          .revoke([{ kind: 'session', subject }], within),
      );
  };

  it('takes its devices with it, and no others', async () => {
    const [ada] = scene.people(1);
    const session = randomUUID();
    await scene.as(ada!, { session }).put(path('out'), web());
    await scene.as(ada!).put(path('in'), web());
    await endSession(session);
    const devices = async () =>
      (await scene.at().get(PushTokenStore).reachable(ada!)).map(({ deviceId }) => deviceId);
    await until('the device to be forgotten', async () => String(await devices()) === 'in');
  });

  it('while PostgreSQL is away for a moment / takes them once it is back', async () => {
    const [ada] = scene.people(1);
    const session = randomUUID();
    await scene.as(ada!, { session }).put(path('out'), web());
    await endSession(session);
    await scene.postgres.kill();
    await scene.postgres.start();
    await until(
      'the device to be forgotten',
      async () => (await scene.at().get(PushTokenStore).reachable(ada!)).length === 0,
      { timeout: 30_000 },
    );
  }, 60_000);
});

describe('where Web Push is not set up', () => {
  it('says so when a browser registers, and to an operator', async () => {
    const none = { PUSH_VAPID_PUBLIC_KEY: '', PUSH_VAPID_PRIVATE_KEY: '', PUSH_VAPID_SUBJECT: '' };
    await scene.open(none);
    const [ada] = scene.people(1);
    const place = scene.instances.length - 1;
    const refused = [422, expect.objectContaining({ code: 'push_target_refused' })];
    const answers = [
      await scene.as(ada!, { place }).get('/v1/push/key'),
      await scene.as(ada!, { place }).put(path('laptop'), web()),
    ];
    for (const { status, json } of answers) expect([status, json]).toEqual(refused);
    const health = await httpClient(scene.at(place).url).get('/health');
    expect(health.json).toMatchObject({ components: { push: { status: 'up', providers: { web: 'off' } } } });
  }, 60_000);
});
