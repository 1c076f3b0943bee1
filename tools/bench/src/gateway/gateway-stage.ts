import { type RedisServer, type ServiceProcess, startRedis } from '@secureconnect/testing';
import { startAuth } from '../auth/auth-stage';
import { endAtOnce, type Started, type Surroundings } from '../surroundings/surroundings';
import { startNginx } from './start-nginx';
import { startPeer } from './start-peer';

/** What is compared with ours, the one that the bars are about first. */
export const proxyPeers = ['@fastify/http-proxy', 'http-proxy-middleware', 'nginx'] as const;

export type ProxyName = 'ours' | (typeof proxyPeers)[number];

/** Where a proxy is, and the process whose CPU time is its. */
export interface Proxy {
  readonly url: string;
  readonly pid: number;
}

/** Asked at every request, as ever, and never met: what is measured is answers, not refusals. */
const generous = '1000000000/1s burst 1000000000';
const limits = Object.fromEntries(
  ['READ_ADDRESS', 'READ_USER', 'TOKEN_ADDRESS'].map((name) => [`RATE_LIMIT_${name}`, generous]),
);

/** The gateway and its peers before one and the same upstream, and auth for a token. */
export class GatewayStage {
  private constructor(
    readonly redis: RedisServer,
    readonly proxies: Readonly<Record<ProxyName, Proxy>>,
    readonly token: string,
    /** A service of the gateway's that nobody else has, to be killed and stopped. */
    readonly neighbour: ServiceProcess,
    private readonly ends: readonly (() => Promise<unknown>)[],
  ) {}

  static async start(around: Surroundings, progress: (step: string) => void): Promise<GatewayStage> {
    const redis = await startRedis();
    const [auth] = await startAuth(around, redis.url, 1);
    const upstream = await startPeer(around, 'peers/bare-upstream.ts');
    const neighbour = await startPeer(around, 'peers/bare-upstream.ts');
    const nginx = await startNginx(upstream.url, progress);
    const fastify = await startPeer(around, 'peers/bare-fastify-proxy.ts', upstream.url);
    const middleware = await startPeer(around, 'peers/bare-proxy-middleware.ts', upstream.url);
    await around.prepare('gateway');
    const env = { ...limits, REDIS_URL: redis.url, CHAT_URL: upstream.url, VIDEO_URL: neighbour.url };
    const ours: Started = await around.start('gateway', { env });
    const proxies = {
      ours: ours.process,
      '@fastify/http-proxy': fastify,
      'http-proxy-middleware': middleware,
      nginx,
    };
    const token = await auth.login();
    const peers = [upstream, neighbour, fastify, middleware].map((peer) => () => peer.close());
    const ends = [...peers, () => nginx.close(), () => endAtOnce(ours)];
    return new GatewayStage(redis, proxies, token, neighbour, [
      () => auth.close(),
      ...ends,
      () => redis.close(),
    ]);
  }

  async close(): Promise<void> {
    for (const end of this.ends) await end();
  }
}
