import { until } from '@secureconnect/testing';
import { aCall, alice, CoturnScene } from './coturn-scene.contract';

describe('coturn with our configuration', () => {
  let scene: CoturnScene;
  beforeAll(async () => {
    // One address is let in that the list would deny, so that something can be seen to arrive.
    scene = await CoturnScene.begin((address) => ['allow-loopback-peers', `allowed-peer-ip=${address}`]);
  }, 60_000);
  afterAll(() => scene.end());

  it('lets in whom video gave a credential', async () => {
    const { username } = scene.credential();
    expect(username).toMatch(new RegExp(`^\\d+:${alice}:${aCall}$`));
    await expect(scene.relayed()).resolves.toMatchObject({ host: scene.server.address });
  });

  it.each<[string, () => { username: string; credential: string }]>([
    ['has expired', () => scene.credential({ at: Date.now() - 601_000 })],
    ['is of an ended minute', () => scene.credential({ at: Date.now() - 61_000, seconds: 60 })],
    ['was made longer', () => ({ ...scene.credential(), username: `9999999999:${alice}:${aCall}` })],
    ['is for another call', () => ({ ...scene.credential(), username: `${scene.credential().username}b` })],
    ['has another signature', () => ({ ...scene.credential(), credential: 'c2VjcmV0' })],
    ['has none', () => ({ ...scene.credential(), credential: '' })],
  ])('refuses a credential that %s', async (_what, credential) => {
    const client = await scene.client();
    await expect(client.allocate(credential())).rejects.toMatchObject({ status: 401 });
  });

  it('relays between those it may relay between', async () => {
    const [one, other] = [await scene.relayed(), await scene.relayed()];
    await one.client.permit(other.host);
    await other.client.permit(one.host);
    await until('what was sent to arrive', () => {
      one.client.send(other, 'hello');
      return other.client.heard.includes('hello');
    });
  });

  it('permits what is public', async () => {
    const { client } = await scene.relayed();
    await expect(client.permit('8.8.8.8')).resolves.toBeUndefined();
    const { client: newer } = await scene.relayed('ipv6');
    await expect(newer.permit('2606:4700::1111')).resolves.toBeUndefined();
  });

  it.each([
    ...['127.0.0.1', '127.0.0.53', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255'],
    ...['172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255', '169.254.169.254', '169.254.0.1'],
    ...['100.64.0.1', '100.127.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ])('relays nothing to %s', async (host) => {
    const { client } = await scene.relayed();
    await expect(client.permit(host)).rejects.toMatchObject({ status: 403 });
  });

  it.each([
    ...[
      '::',
      '::1',
      '::127.0.0.1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:0:10.0.0.1',
    ],
    ...['64:ff9b::10.0.0.1', '64:ff9b:1::10.0.0.1', '2002:7f00:1::1', '2001::1', '2001:db8::1', '3fff::1'],
    ...['100::1', 'fc00::1', 'fd00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1'],
  ])('relays nothing to %s', async (host) => {
    const { client } = await scene.relayed('ipv6');
    await expect(client.permit(host)).rejects.toMatchObject({ status: 403 });
  });
});

describe('coturn with nothing but our configuration', () => {
  let scene: CoturnScene;
  beforeAll(async () => {
    scene = await CoturnScene.begin();
  }, 60_000);
  afterAll(() => scene.end());

  it('relays to what is public, and not to itself', async () => {
    const { client, host } = await scene.relayed();
    await expect(client.permit('8.8.8.8')).resolves.toBeUndefined();
    await expect(client.permit(host)).rejects.toMatchObject({ status: 403 });
  });
});
