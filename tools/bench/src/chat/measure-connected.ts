import { startService } from '@secureconnect/testing';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { LeanSocket } from '../load/lean-socket';
import { firstSockets, memoryOf, mostSockets } from '../load/socket-memory';
import { roomPath } from '../realtime/room';
import { bareEnvironment } from '../surroundings/workspace';
import { type ChatStage } from './chat-stage';

const mebibyte = 1_048_576;
const perConversation = 10;
const asTypeScript = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];

async function oursOf(stage: ChatStage, count: number) {
  const people = stage.people(count + firstSockets);
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
    return await memoryOf(bare, count, () => LeanSocket.open({ url: bare.url, path: roomPath, auth }));
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
