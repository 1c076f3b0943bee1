import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis } from '@secureconnect/testing';
import { perSecond, startAuth } from '../auth/auth-stage';
import { type Benchmark, type BenchmarkContext, type Figure } from '../benchmark';
import { ChatStage } from '../chat/chat-stage';
import { Crowd } from '../costs/crowd';
import { Meter } from '../costs/spent';
import { cpuTimeMs } from '../load/cpu-time';
import { LeanSocket } from '../load/lean-socket';
import { endAtOnce, type Surroundings } from '../surroundings/surroundings';

const conversations = 16;
const limitless = {
  ...{ SOCKETS_PER_ADDRESS: '1000000', SOCKETS_PER_USER: '1000000', RATE_LIMIT_SOCKET_ADDRESS: 'off' },
};
const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);

async function aLogin(around: Surroundings, quick: boolean): Promise<Figure> {
  const redis = await startRedis();
  const [auth, names] = await startAuth(around, redis.url, quick ? 20 : 200);
  try {
    for (const _ of names) await auth.login(); // From a device that nobody knows yet, which is dearer.
    const before = cpuTimeMs(auth.process.pid);
    let logins = 0;
    await perSecond(quick ? 1 : 8, 8, async () => ((logins += 1), auth.login()));
    const ours = (cpuTimeMs(auth.process.pid) - before) / logins;
    return { name: 'a login, CPU of auth', unit: 'ms', ours };
  } finally {
    await auth.close();
    await redis.close();
  }
}

/** Past the gateway: who speaks at the first instance, who listens at the second. */
async function whoOnlyTells(stage: ChatStage, each: number): Promise<Figure> {
  const crowd = await Crowd.gather(stage, conversations, (user, place) =>
    stage.connect(user, place === 0 ? 0 : 1),
  );
  await crowd.talk(10);
  const { pid } = stage.instance(1);
  const before = cpuTimeMs(pid);
  const messages = await crowd.talk(each);
  const ours = (cpuTimeMs(pid) - before) / messages;
  crowd.close();
  return { name: 'of that, an instance that only tells nine of its own', unit: 'ms', ours };
}

interface Whole {
  readonly stage: ChatStage;
  readonly gatewayUrl: string;
  readonly meter: Meter;
}

async function aMessage({ stage, gatewayUrl, meter }: Whole, each: number): Promise<Figure[]> {
  const enter = async (user: string) => {
    const auth = { token: stage.signer.tokenOf(user) };
    const socket = await LeanSocket.open({ url: gatewayUrl, path: '/ws/chat', auth });
    await socket.ask('sync.resume', {});
    return socket;
  };
  const crowd = await Crowd.gather(stage, conversations, enter);
  await crowd.talk(10);
  const messages = conversations * each;
  const { cpuMs, transactions, commands } = await meter.of(() => crowd.talk(each));
  crowd.close();
  const [gateway = 0, ...chats] = cpuMs;
  return [
    { name: 'a message to ten, CPU of both chats', unit: 'ms', ours: sum(chats) / messages },
    { name: 'the same, CPU of the gateway', unit: 'ms', ours: gateway / messages },
    { name: 'the same, transactions of PostgreSQL', unit: 'count', ours: transactions / messages },
    { name: 'the same, commands of Redis', unit: 'count', ours: commands / messages },
  ];
}

/** A gateway and two chats that nobody asks anything; auth counts among those whose servers' work is counted. */
async function atRest({ meter }: Whole, seconds: number): Promise<Figure[]> {
  const since = performance.now();
  const { cpuMs, transactions, commands } = await meter.of(() => sleep(seconds * 1_000));
  const instances = cpuMs.length + 1;
  const counted = (instances * (performance.now() - since)) / 1_000;
  const ratios = false;
  return [
    { name: 'at rest, CPU a second', unit: 'ms', ours: sum(cpuMs) / cpuMs.length / seconds, ratios },
    { name: 'at rest, transactions a second', unit: 'count', ours: transactions / counted, ratios },
    { name: 'at rest, commands a second', unit: 'count', ours: commands / counted, ratios },
  ];
}

async function run({ quick, progress, surroundings }: BenchmarkContext): Promise<Figure[]> {
  const around = await surroundings();
  progress('logins');
  const login = await aLogin(around, quick);
  progress('starting auth, two instances of chat and a gateway');
  const stage = await ChatStage.start(around);
  await around.prepare('gateway');
  const CHAT_URL = [0, 1].map((at) => stage.instance(at).url).join(',');
  const gateway = await around.start('gateway', {
    env: { ...limitless, REDIS_URL: stage.redis.url, CHAT_URL },
  });
  const pids = [gateway.process.pid, ...stage.pids];
  const meter = new Meter(around.postgres, stage.redis, pids);
  const whole = { stage, gatewayUrl: gateway.process.url, meter };
  try {
    progress('at rest');
    const rest = await atRest(whole, quick ? 2 : 20);
    progress('messages to ten who are connected, through the gateway');
    const message = await aMessage(whole, quick ? 20 : 300);
    return [login, ...message, await whoOnlyTells(stage, quick ? 20 : 300), ...rest];
  } finally {
    await endAtOnce(gateway);
    await stage.close();
  }
}

/** What docs/operating/scaling.md reckons with. */
export const instanceCosts: Benchmark = {
  name: 'instance-costs',
  what: 'CPU, transactions and commands for a login, for a message to ten, and at rest',
  peer: 'nothing: the figures are what machines are reckoned with',
  run,
};
