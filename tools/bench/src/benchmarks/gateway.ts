import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient, until } from '@secureconnect/testing';
import { type Bar, type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { median, spread, takeTurns } from '../figures/rounds';
import { besideCallers } from '../gateway/other-callers';
import { GatewayStage, type Proxy, type ProxyName, proxyPeers } from '../gateway/gateway-stage';
import { treeCpuTimeMs } from '../load/tree-cpu-time';
import { findWrk, loadByWrk } from '../load/wrk';

const path = '/v1/messages?limit=20';
const connections = 64;
const atMost = (value: number): Bar => ({ kind: 'at-most', value, unit: 'ratio' });
const atLeast = (value: number): Bar => ({ kind: 'at-least', value, unit: 'ratio' });

interface Turn {
  readonly requests: number;
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

type Load = (proxy: Proxy, seconds: number) => Promise<Turn>;

const loadWith =
  (wrk: string, token: string): Load =>
  async ({ url, pid }, seconds) => {
    const headers = [`Authorization: Bearer ${token}`, 'Accept: application/json', 'User-Agent: bench'];
    const before = treeCpuTimeMs(pid);
    const { requests, perSecond, p99Ms } = await loadByWrk(wrk, {
      url: url + path,
      seconds,
      connections,
      headers,
    });
    return { requests, cpuUs: ((treeCpuTimeMs(pid) - before) / requests) * 1_000, perSecond, p99Ms };
  };

/** So many requests, for on a busy machine a time would say nothing; a slow one is not waited for for ever. */
async function warm(load: Load, proxy: Proxy, requests: number): Promise<void> {
  const until = performance.now() + 60_000;
  for (let sent = 0; sent < requests && performance.now() < until;) sent += (await load(proxy, 2)).requests;
}

interface Aspect {
  readonly name: string;
  readonly unit: Figure['unit'];
  readonly of: (turn: Turn) => number;
}

const cpu: Aspect = { name: 'CPU per request', unit: 'us', of: ({ cpuUs }) => cpuUs };
const throughput: Aspect = { name: 'throughput', unit: '/s', of: ({ perSecond }) => perSecond };
const late: Aspect = { name: 'p99', unit: 'ms', of: ({ p99Ms }) => p99Ms };

/** The first subject beside the others. */
function figure<Name extends string>(
  { name, unit, of }: Aspect,
  turns: Record<Name, Turn[]>,
  [ours, ...peers]: readonly [Name, ...Name[]],
  { bar, suffix = '' }: { readonly bar?: Bar; readonly suffix?: string } = {},
): Figure {
  const values = turns[ours].map(of);
  return {
    ...{ name: name + suffix, unit, ours: median(values), spread: spread(values), bar: bar ?? null },
    peers: Object.fromEntries(peers.map((peer) => [peer, median(turns[peer].map(of))])),
  };
}

async function besidePeers(
  stage: GatewayStage,
  load: Load,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const names: readonly [ProxyName, ...ProxyName[]] = ['ours', ...proxyPeers];
  const [rounds, seconds, warmUp] = quick ? [1, 1, 1] : [5, 3, 20_000];
  progress('warming up');
  await Promise.all(names.map((name) => warm(load, stage.proxies[name], warmUp)));
  const turns = await takeTurns(names, rounds, (name, round) => {
    progress(`round ${round} of ${rounds}: ${name}`);
    return load(stage.proxies[name], seconds);
  });
  return [
    figure(cpu, turns, names, { bar: atMost(1) }),
    figure(throughput, turns, names, { bar: atLeast(1) }),
    figure(late, turns, names),
  ];
}

/** Each round in both modes, so that what drifts drifts for both. */
async function degradedBesideNormal(stage: GatewayStage, load: Load, { quick, progress }: BenchmarkContext) {
  const { redis, proxies } = stage;
  const names = ['Redis away', 'Redis up'] as const;
  const [rounds, seconds] = quick ? [1, 1] : [4, 3];
  const turns = await takeTurns(names, rounds, async (name, round) => {
    progress(`round ${round} of ${rounds}: ${name}`);
    const isUp = name === 'Redis up';
    await (isUp ? redis.start() : redis.kill());
    const mode = async () => (await httpClient(proxies.ours.url).get('/health')).json.mode as string;
    await until(`${name} to be noticed`, async () => (await mode()) === (isUp ? 'normal' : 'degraded'), {
      timeout: 60_000,
    });
    return load(proxies.ours, seconds);
  });
  await redis.start();
  const suffix = ', Redis away';
  return [
    figure(throughput, turns, names, { bar: atLeast(0.95), suffix }),
    figure(late, turns, names, { bar: atMost(1.1), suffix }),
    figure(cpu, turns, names, { suffix }),
  ];
}

/** A service that others call hangs, and then dies, while this one is loaded. */
async function besideNeighbour(stage: GatewayStage, load: Load, { quick, progress }: BenchmarkContext) {
  const { neighbour, proxies, token } = stage;
  const [rounds, seconds] = quick ? [1, 1] : [4, 3];
  const measure = (name: string) => {
    progress(name);
    return besideCallers(proxies.ours.url, token, () => load(proxies.ours, seconds));
  };
  const turns = await takeTurns(['another hangs', 'all well'] as const, rounds, async (name) => {
    neighbour.signal(name === 'all well' ? 'SIGCONT' : 'SIGSTOP');
    await sleep(1_000);
    return measure(name);
  });
  neighbour.signal('SIGCONT');
  neighbour.signal('SIGKILL');
  const dead = await takeTurns(['another is dead'] as const, rounds, measure);
  const bar = atMost(1.2);
  return [
    figure(late, turns, ['another hangs', 'all well'], { bar, suffix: ', another service hangs' }),
    figure(late, { ...turns, ...dead }, ['another is dead', 'all well'], {
      ...{ bar, suffix: ', another service is dead' },
    }),
  ];
}

async function run(context: BenchmarkContext): Promise<Figure[]> {
  const wrk = await findWrk(context.progress);
  const around = await context.surroundings();
  context.progress('starting the proxies');
  const stage = await GatewayStage.start(around, context.progress);
  try {
    const load = loadWith(wrk, stage.token);
    const peers = await besidePeers(stage, load, context);
    const neighbour = await besideNeighbour(stage, load, context);
    return [...peers, ...neighbour, ...(await degradedBesideNormal(stage, load, context))];
  } finally {
    await stage.close();
  }
}

/** What the gateway costs, with everything on. */
export const gateway: Benchmark = {
  name: 'gateway',
  what: 'a GET through the gateway with all it does, without Redis, and while another service fails',
  peer: 'bare @fastify/http-proxy, http-proxy-middleware, nginx; the same with Redis up',
  run,
};
