import { httpClient, until } from '@secureconnect/testing';
import { type SocketScene, startSocketScene } from './socket-scene.contract';

describe('sockets through two gateways', () => {
  let scene: SocketScene;
  beforeAll(async () => {
    scene = await startSocketScene();
  }, 120_000);
  afterAll(() => scene?.close());

  const refusalAt = (gateway: 0 | 1, token: string) =>
    scene.connect(scene.gateways[gateway], token).then(
      () => 'let in',
      (error: Error & { data?: { code: string } }) => error.data?.code ?? error.message,
    );

  it('are open to whoever signed in, and to nobody else', async () => {
    const socket = await scene.connect(scene.gateways[0], await scene.signIn('anna'));
    expect(await socket.next('ready')).toMatchObject({ server_time: expect.any(String) });
    expect(await refusalAt(0, 'no.token.atall')).toBe('not_authenticated');
  });

  it('are cut on both when their session ends, and its token opens no other', async () => {
    const [hers, others] = [await scene.signIn('anna'), await scene.signIn('berta')];
    const cut = await Promise.all(scene.gateways.map((gateway) => scene.connect(gateway, hers)));
    const kept = await Promise.all(scene.gateways.map((gateway) => scene.connect(gateway, others)));
    const logout = await httpClient(scene.gateways[1].url).post('/v1/auth/logout', undefined, {
      headers: { authorization: `Bearer ${hers}` },
    });
    expect(logout.status).toBe(204);
    await Promise.all(cut.map((socket) => socket.next('disconnect')));
    expect(kept.map((socket) => socket.connected)).toEqual([true, true]);
    expect(await refusalAt(0, hers)).toBe('token_revoked');
    expect(await refusalAt(1, hers)).toBe('token_revoked');
  });

  it.each(['frozen', 'killed'] as const)(
    'stay open when Redis is %s, others are opened, and a logout cuts',
    async (fault) => {
      const [hers, others] = [await scene.signIn('anna'), await scene.signIn('berta')];
      const before = await Promise.all(scene.gateways.map((gateway) => scene.connect(gateway, others)));
      if (fault === 'frozen') scene.redis.freeze();
      else await scene.redis.kill();
      const during = await Promise.all(scene.gateways.map((gateway) => scene.connect(gateway, hers)));
      await httpClient(scene.gateways[0].url).post('/v1/auth/logout', undefined, {
        headers: { authorization: `Bearer ${hers}` },
      });
      await Promise.all(during.map((socket) => socket.next('disconnect')));
      if (fault === 'frozen') scene.redis.thaw();
      else await scene.redis.start();
      expect(before.map((socket) => socket.connected)).toEqual([true, true]);
    },
  );

  it('are told when their gateway goes, and it ends in order', async () => {
    const [, leaving] = scene.gateways;
    const socket = await scene.connect(leaving, await scene.signIn('anna'));
    leaving.signal('SIGTERM');
    expect(await socket.next('server.draining')).toMatchObject({ reconnect_after_ms: expect.any(Number) });
    await socket.next('disconnect', 10_000);
    expect(await leaving.exited).toMatchObject({ code: 0 });
  });

  it('are closed at once when their service dies, and others are answered for', async () => {
    const token = await scene.signIn('anna');
    const socket = await scene.connect(scene.gateways[0], token);
    scene.chat.signal('SIGKILL');
    expect(await socket.next('disconnect')).toBe('transport close');
    await until('a refusal of the gateway', async () => {
      const { status } = await httpClient(scene.gateways[0].url).get('/ws/chat/?EIO=4&transport=polling');
      return status === 502;
    });
  });
});
