import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from '@secureconnect/testing';
import { GatewayScene } from './gateway-scene.contract';
import { bursty, limit, LimitedClient, type Manner, steady } from './limited-client.contract';

/** What is done to Redis, and undone. */
export interface Outage {
  readonly name: string;
  on(scene: GatewayScene): unknown;
  off(scene: GatewayScene): unknown;
}

/** Killed, and there again with nothing in it. */
export const wiped: Outage = {
  name: 'killed, and comes back empty',
  on: ({ redis }) => redis.kill(),
  off: ({ redis }) => redis.wipe(),
};

/** All outages there are. */
export const outages: readonly Outage[] = [
  wiped,
  { name: 'hangs', on: ({ redis }) => redis.freeze(), off: ({ redis }) => redis.thaw() },
  {
    name: 'killed, and comes back as it was',
    on: ({ redis }) => redis.kill(),
    off: ({ redis }) => redis.start(),
  },
];

/** How much of what was due each client was admitted. */
export type Parts = ReadonlyMap<string, number>;

/** Clients who ask for more than is due through four gateways, over outages of Redis. */
export async function runLimitBar(
  rounds: readonly Outage[],
  { phaseMs = 1_500, tell = (_what: string): void => undefined } = {},
): Promise<Parts> {
  const env = {
    ...{ TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_READ_ADDRESS: limit.text, RATE_LIMIT_READ_USER: 'off' },
    ...{ RATE_LIMIT_TOKEN_ADDRESS: 'off', LOG_LEVEL: 'warn' },
  };
  const scene = await GatewayScene.start({ gateways: [env, env, env, env] });
  try {
    return await new LimitBar(scene, phaseMs, tell).run(rounds, await scene.signIn());
  } finally {
    await scene.close();
  }
}

class LimitBar {
  private readonly stop = new AbortController();
  private readonly clients: LimitedClient[] = [];

  constructor(
    private readonly scene: GatewayScene,
    private readonly phaseMs: number,
    private readonly tell: (what: string) => void,
  ) {}

  async run(rounds: readonly Outage[], token: string): Promise<Parts> {
    const begin = (name: string, manner: Manner, ...at: number[]) => this.begin(token, name, manner, at);
    begin('steady, spread', steady, 0, 1, 2, 3);
    begin('steady, at one', steady, 2);
    begin('bursty, spread', bursty, 0, 1, 2, 3);
    begin('bursty, at one', bursty, 1);
    await sleep(this.phaseMs);
    for (const [round, outage] of rounds.entries()) {
      this.tell(`${round + 1} of ${rounds.length}: Redis ${outage.name}`);
      await outage.on(this.scene);
      await this.scene.degraded();
      begin(`begun in outage ${round + 1}`, steady, 0, 1, 2, 3);
      await sleep(this.phaseMs);
      await outage.off(this.scene);
      await this.scene.normal();
      await sleep(this.phaseMs);
    }
    this.stop.abort();
    const parts = this.clients.map(async (client) => [client.name, await client.part()] as const);
    return new Map(await Promise.all(parts));
  }

  private begin(token: string, name: string, manner: Manner, at: readonly number[]): void {
    const gateways = at.map((index) => httpClient(this.scene.url(index)));
    const address = `2001:db8:0:${this.clients.length + 1}::1`;
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': address };
    this.clients.push(new LimitedClient(name, gateways, headers, manner, this.stop.signal));
  }
}
