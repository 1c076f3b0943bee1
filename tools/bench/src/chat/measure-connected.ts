import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceProcess, startService } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { type LeanSocket, LeanSocket as Lean } from '../load/lean-socket';
import { roomPath } from '../realtime/room';
import { bareEnvironment } from '../surroundings/workspace';
import { type ChatStage } from './chat-stage';

const mebibyte = 1_048_576;
const atOnce = 50;
const perConversation = 10;
const asTypeScript = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];

/** Of what one process may open, less what it needs besides. */
function mostSockets(): number {
  const [, limit] = /^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return limit === undefined ? Infinity : Number(limit) - 500;
}

/** Resident memory that so many sockets add, once all that opening them took is done, and how long that was. */
async function memoryOf(process: ServiceProcess, count: number, open: (at: number) => Promise<LeanSocket>) {
  const sockets: LeanSocket[] = [];
  const grow = async (to: number) => {
    let at = sockets.length;
    const worker = async (): Promise<void> => {
      while (at < to) sockets.push(await open(at++));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };
  await grow(200); // What is loaded with the first ones is nobody's.
  await sleep(1_000);
  const [before, since] = [process.memory(), performance.now()];
  await grow(count + 200);
  const openedMs = performance.now() - since;
  await sleep(5_000);
  const added = process.memory() - before;
  const lost = sockets.filter(({ isOpen }) => !isOpen).length;
  for (const socket of sockets) socket.close();
  if (lost > 0) throw new BenchError(`${lost} sockets were cut`);
  return { added, openedMs };
}

async function oursOf(stage: ChatStage, count: number) {
  const people = stage.people(count + 200);
  for (let at = 0; at < people.length; at += perConversation)
    await stage.found(1, people.slice(at, at + perConversation));
  return memoryOf(stage.instance(0), count, (at) => stage.connect(people[at] as string, 0));
}

async function bareOf(redisUrl: string, count: number) {
  const env = { ...bareEnvironment(), NODE_ENV: 'production', SWCRC: 'true', REDIS_URL: redisUrl };
  const script = 'tools/bench/src/realtime/bare-room-program.ts';
  const bare = await startService('bare-room', { script, env, nodeArgs: asTypeScript });
  await bare.ready({ timeout: 60_000 });
  try {
    const auth = { listens: true };
    return await memoryOf(bare, count, () => Lean.open({ url: bare.url, path: roomPath, auth }));
  } finally {
    bare.signal('SIGKILL');
    await bare.close();
  }
}

/** Ten thousand sockets of as many people, each in a conversation of ten; and what they add to one instance. */
export async function measureConnected(stage: ChatStage, context: BenchmarkContext): Promise<Figure[]> {
  const { quick, progress, surroundings } = context;
  const count = quick ? 500 : Math.min(10_000, mostSockets());
  progress(`${count} sockets at one instance`);
  const ours = await oursOf(stage, count);
  progress(`${count} sockets at bare Socket.IO`);
  const bare = await bareOf((await surroundings()).redis.url, count);
  const name = `${count.toLocaleString('en')} sockets`;
  const peer = (value: number) => ({ 'bare Socket.IO': value });
  return [
    {
      name: `memory of ${name}`,
      unit: 'MiB',
      ours: ours.added / mebibyte,
      peers: peer(bare.added / mebibyte),
    },
    {
      name: 'bytes for each',
      unit: 'count',
      ours: Math.round(ours.added / count),
      peers: peer(Math.round(bare.added / count)),
    },
    { name: `opening ${name}`, unit: 's', ours: ours.openedMs / 1_000, peers: peer(bare.openedMs / 1_000) },
  ];
}
