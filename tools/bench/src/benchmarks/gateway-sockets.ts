import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceProcess, startRedis } from '@secureconnect/testing';
import { startAuth } from '../auth/auth-stage';
import { BenchError } from '../bench.error';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { IdleSockets } from '../gateway/idle-sockets';
import { startPeer } from '../gateway/start-peer';
import { endAtOnce } from '../surroundings/surroundings';

const mebibyte = 1_048_576;
const limitless = {
  ...{ SOCKETS_PER_ADDRESS: '1000000', SOCKETS_PER_USER: '1000000', RATE_LIMIT_SOCKET_ADDRESS: 'off' },
};

/** Of what one process may open; a proxied socket takes two, and some are needed besides. */
function mostSockets(): number {
  const [, limit] = /^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return limit === undefined ? Infinity : Math.floor((Number(limit) - 400) / 200) * 100;
}

/** Resident memory that so many sockets add, once all that opening them took is done. */
async function memoryOf(proxy: ServiceProcess, token: string, count: number): Promise<number> {
  const sockets = new IdleSockets(proxy.url, token);
  await sockets.grow(100); // What is loaded with the first ones is nobody's.
  await sleep(1_000);
  const before = proxy.memory();
  await sockets.grow(count);
  await sleep(5_000);
  if (sockets.count !== count + 100) throw new BenchError(`${count + 100 - sockets.count} sockets were cut`);
  const added = proxy.memory() - before;
  await sockets.close();
  return added;
}

async function run({ quick, progress, surroundings }: BenchmarkContext): Promise<Figure[]> {
  const count = quick ? 1_000 : Math.min(10_000, mostSockets());
  const around = await surroundings();
  const redis = await startRedis();
  const [auth] = await startAuth(around, redis.url, 1);
  const upstream = await startPeer(around, 'peers/bare-socket-upstream.ts');
  const middleware = await startPeer(around, 'peers/bare-proxy-middleware.ts', upstream.url);
  await around.prepare('gateway');
  const env = { ...limitless, REDIS_URL: redis.url, CHAT_URL: upstream.url };
  const ours = await around.start('gateway', { env });
  try {
    const token = await auth.login();
    progress(`${count} sockets through the gateway`);
    const added = await memoryOf(ours.process, token, count);
    progress(`${count} sockets through http-proxy-middleware`);
    const theirs = await memoryOf(middleware, token, count);
    const name = `memory of ${count.toLocaleString('en')} idle sockets`;
    const [each, other] = [Math.round(added / count), Math.round(theirs / count)];
    return [
      { name, unit: 'MiB', ours: added / mebibyte, peers: { 'http-proxy-middleware': theirs / mebibyte } },
      { name: 'bytes for each', unit: 'count', ours: each, peers: { 'http-proxy-middleware': other } },
    ];
  } finally {
    await Promise.all([auth.close(), endAtOnce(ours), upstream.close(), middleware.close()]);
    await redis.close();
  }
}

/** What a socket costs the gateway while nobody says anything. */
export const gatewaySockets: Benchmark = {
  name: 'gateway-sockets',
  what: 'memory of idle sockets through the gateway, their callers known',
  peer: 'http-proxy-middleware, which knows nobody',
  run,
};
