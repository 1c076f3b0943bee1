import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, until } from '@secureconnect/testing';
import { GatewayScene } from './gateway-scene.contract';
import { RecordingUpstream } from './recording-upstream.contract';

const deadlineMs = 1_000;
/** Of a machine that has other work too; what is shown is that nobody waits for what hangs. */
const slackMs = 4_000;

describe('when something behind the gateway fails', () => {
  jest.setTimeout(120_000);
  let scene: GatewayScene;
  let token: string;

  beforeAll(async () => {
    const env = { UPSTREAM_DEADLINE_MS: String(deadlineMs), RATE_LIMIT_ENABLED: 'true' };
    scene = await GatewayScene.start({ gateways: [env], chats: 2 });
    token = await scene.signIn();
  }, 120_000);
  afterAll(() => scene?.close());

  const paths = { auth: '/v1/users/me', chat: '/v1/messages', video: '/v1/calls', storage: '/v1/files' };
  const ask = (path: string): Promise<HttpAnswer> => scene.get(path, token);
  const statuses = async (...names: (keyof typeof paths)[]) =>
    Promise.all(names.map(async (name) => (await ask(paths[name])).status));
  const isBack = (name: keyof typeof paths) =>
    until(`${name} to be back`, async () => (await ask(paths[name])).status === 200, { timeout: 30_000 });

  it('the routes of a service that was killed say so at once, all others answer, and it is back with its service', async () => {
    await scene.video.die();
    for (let asked = 0; asked < 10; asked += 1) {
      const { status, json, ms } = await ask(paths.video);
      expect([status, json.code]).toEqual([502, 'upstream_unavailable']);
      expect(ms).toBeLessThan(deadlineMs + slackMs);
      expect(await statuses('auth', 'chat', 'storage')).toEqual([200, 200, 200]);
    }
    const { json: health } = await scene.get('/health');
    expect(health).toMatchObject({ status: 'degraded', mode: 'normal' });
    expect((await scene.get('/health/ready')).status).toBe(200);
    await scene.video.listen();
    await isBack('video');
  });

  it('the routes of a service that hangs give up after their deadline, and nobody else waits for it', async () => {
    scene.storage.answer = RecordingUpstream.silent;
    const late = ask(paths.storage);
    expect(await statuses('auth', 'chat', 'video')).toEqual([200, 200, 200]);
    const { status, json, ms } = await late;
    expect([status, json.code]).toEqual([504, 'upstream_timeout']);
    expect(ms).toBeGreaterThan(deadlineMs * 0.9);
    expect(ms).toBeLessThan(deadlineMs + slackMs);
    scene.storage.answer = RecordingUpstream.ok;
    await isBack('storage');
  });

  it('a real service that is stopped where it stands is given up on, and serves again when it goes on', async () => {
    scene.auth.signal('SIGSTOP');
    const [{ status, ms }, others] = await Promise.all([
      ask(paths.auth),
      statuses('chat', 'video', 'storage'),
    ]);
    expect([502, 504]).toContain(status);
    expect(ms).toBeLessThan(deadlineMs + slackMs);
    // Tokens are verified here, with keys that are known and revocations that are mirrored.
    expect(others).toEqual([200, 200, 200]);
    scene.auth.signal('SIGCONT');
    await isBack('auth');
  });

  it('a slow service is waited for, and holds up its own routes alone', async () => {
    let isSlow = 0;
    scene.video.answer = (request, response) => {
      isSlow += 1;
      void sleep(deadlineMs / 2).then(() => RecordingUpstream.ok(request, response));
    };
    const slow = Promise.all(Array.from({ length: 50 }, () => ask(paths.video)));
    await until('all of it to be under way', () => isSlow === 50);
    expect(await statuses('auth', 'chat', 'storage')).toEqual([200, 200, 200]);
    expect((await slow).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    scene.video.answer = RecordingUpstream.ok;
  });

  it('nobody who reads notices that one of two instances died', async () => {
    const [, second] = scene.chats as [RecordingUpstream, RecordingUpstream];
    const before = second.arrived.length;
    await until('both to be asked', async () => {
      await ask(paths.chat);
      return second.arrived.length > before;
    });
    await second.die();
    const all: number[] = [];
    for (let asked = 0; asked < 40; asked += 1) all.push(...(await statuses('chat')));
    expect(all).toEqual(all.map(() => 200));
    await second.listen();
    const since = second.arrived.length;
    await until('it to be asked again', async () => {
      await ask(paths.chat);
      return second.arrived.length > since;
    });
  });

  it.each<[string, () => unknown, () => unknown]>([
    ['frozen', () => scene.redis.freeze(), () => scene.redis.thaw()],
    ['killed, and comes back empty', () => scene.redis.kill(), () => scene.redis.wipe()],
  ])(
    'requests go on while Redis is %s, marked, with limits; and unmarked afterwards',
    async (_what, on, off) => {
      await on();
      const { status, headers } = await until('a marked answer', async () => {
        const answer = await ask(paths.chat);
        return answer.headers['x-service-mode'] === 'degraded' ? answer : undefined;
      });
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'x-degraded': expect.stringMatching(/rate.limit/),
        'ratelimit-limit': expect.any(String),
      });
      const many = await Promise.all(Array.from({ length: 30 }, () => ask(paths.storage)));
      expect(many.map((answer) => answer.status)).toEqual(many.map(() => 200));
      await off();
      await until(
        'an unmarked answer',
        async () => {
          const answer = await ask(paths.chat);
          return answer.status === 200 && answer.headers['x-service-mode'] === undefined;
        },
        { timeout: 60_000 },
      );
    },
  );
});
