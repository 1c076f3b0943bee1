import { randomUUID } from 'node:crypto';
import { freePort, type RedisServer, type ServiceProcess, startRedis } from '@secureconnect/testing';
import { LeanSocket } from '../load/lean-socket';
import { endAtOnce, type Started, type Surroundings } from '../surroundings/surroundings';
import { TokenSigner } from './token-signer';

const limitless = {
  ...{ SOCKETS_PER_ADDRESS: '1000000', SOCKETS_PER_USER: '1000000' },
  ...{ SOCKET_EVENTS_PER_SECOND: '1000000', SOCKET_EVENTS_BURST: '1000000' },
};

const conversationsSql = `
  INSERT INTO chat.conversations (id, type, created_by)
  SELECT id, 'group', $2 FROM unnest($1::uuid[]) AS seed (id)`;
const membersSql = `
  INSERT INTO chat.members (conversation_id, user_id, role, joined_seq, joined_version, delivered_seq, read_seq)
  SELECT conversation, member, 'member', 0, 0, 0, 0 FROM unnest($1::uuid[], $2::uuid[]) AS seed (conversation, member)`;

const many = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

/** Two instances of chat, and an auth whose keys they believe in; people and conversations are seeded. */
export class ChatStage {
  private constructor(
    private readonly around: Surroundings,
    readonly redis: RedisServer,
    readonly signer: TokenSigner,
    private readonly auth: Started,
    private readonly chats: readonly Started[],
  ) {}

  static async start(around: Surroundings): Promise<ChatStage> {
    const redis = await startRedis();
    const signer = new TokenSigner();
    await around.prepare('auth');
    await around.prepare('chat');
    await signer.publish(around.postgres);
    const env = { ...limitless, REDIS_URL: redis.url };
    const auth = await around.start('auth', { env });
    const chats = [];
    for (const _ of [0, 1]) chats.push(await around.start('chat', { env, port: await freePort() }));
    return new ChatStage(around, redis, signer, auth, chats);
  }

  instance(at: number): ServiceProcess {
    return (this.chats[at % this.chats.length] as Started).process;
  }

  /** CPU time matters of both alike. */
  get pids(): readonly number[] {
    return this.chats.map(({ process }) => process.pid);
  }

  /** So many conversations, in each of which all of these are. */
  async found(count: number, members: readonly string[]): Promise<string[]> {
    const ids = many(count);
    await this.around.postgres.sql(conversationsSql, [ids, members[0]]);
    const places = ids.flatMap((id) => members.map((member) => [id, member] as const));
    const columns = [places.map(([id]) => id), places.map(([, member]) => member)];
    await this.around.postgres.sql(membersSql, columns);
    return ids;
  }

  people(count: number): string[] {
    return many(count);
  }

  /** A socket that is told what happens from now on. */
  async connect(userId: string, at: number): Promise<LeanSocket> {
    const socket = await this.open(userId, at);
    await socket.ask('sync.resume', {});
    return socket;
  }

  /** A socket that has only been let in. */
  open(userId: string, at: number): Promise<LeanSocket> {
    const { url } = this.instance(at);
    return LeanSocket.open({ url, path: '/ws/chat', auth: { token: this.signer.tokenOf(userId) } });
  }

  async close(): Promise<void> {
    await Promise.all([...this.chats, this.auth].map(endAtOnce));
    await this.redis.close();
  }
}
