import { type GatewayScene } from './gateway-scene.contract';

const path = '/v1/directory?username=nobody';
const burst = 5;
let networks = 0;
/** A /64 that nobody has asked from before. */
const newNetwork = (): string =>
  `2001:db8:${(networks += 1).toString(16)}:${(Date.now() % 65_536).toString(16)}`;

/** Who asks more often than is due, from wherever. */
export function describeHostileLimits(sceneOf: () => GatewayScene): void {
  let token: string;
  beforeAll(async () => {
    token = await sceneOf().signIn();
  });
  const ask = (address: string, at: number) =>
    sceneOf().get(path, token, { at, headers: { 'x-forwarded-for': address } });
  const exhaust = async (network: string) => {
    for (let host = 1; host <= burst; host += 1) await ask(`${network}::${host}`, 1);
  };

  describe('a limit', () => {
    it('is one for all addresses of a /64, and says so with when to come again', async () => {
      const network = newNetwork();
      await exhaust(network);
      const { status, json, headers } = await ask(`${network}:ffff:ffff:ffff:ffff`, 1);
      expect(status).toBe(429);
      expect(json).toMatchObject({ code: 'rate_limited', mode: expect.stringMatching(/normal|degraded/) });
      expect(headers).toMatchObject({
        'retry-after': expect.stringMatching(/^[1-9]\d*$/),
        'ratelimit-limit': '5',
        'ratelimit-remaining': '0',
        'ratelimit-reset': expect.stringMatching(/^[1-9]\d*$/),
      });
      expect((await ask(`${newNetwork()}::1`, 1)).status).toBe(404);
    });

    it('is not escaped by addresses that nobody trusted says', async () => {
      const statuses: number[] = [];
      for (let asked = 0; asked <= burst; asked += 1)
        statuses.push((await ask(`${newNetwork()}::1`, 0)).status);
      expect(statuses.at(-1)).toBe(429);
    });

    it('is not forgotten for a flood of others', async () => {
      const network = newNetwork();
      await exhaust(network);
      for (let wave = 0; wave < 10; wave += 1)
        await Promise.all(Array.from({ length: 50 }, () => ask(`${newNetwork()}::1`, 1)));
      expect((await ask(`${network}::9`, 1)).status).toBe(429);
    });
  });
}
