import { freePort, httpClient, type ServiceProcess, until } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { ChatStage } from '../chat/chat-stage';
import { LeanSocket } from '../load/lean-socket';
import { endAtOnce, type Started, type Surroundings } from '../surroundings/surroundings';

const limitless = {
  SOCKETS_PER_ADDRESS: '1000000',
  SOCKETS_PER_USER: '1000000',
  RATE_LIMIT_ENABLED: 'false',
};

/** Somebody at one of the instances, with a socket there. */
export interface Caller {
  readonly id: string;
  readonly token: string;
  readonly at: number;
  readonly socket: LeanSocket;
}

/** Two instances of video beside auth and chat; people and conversations are seeded. */
export class VideoStage {
  private constructor(
    private readonly chat: ChatStage,
    private readonly videos: readonly Started[],
    private readonly clients: readonly ReturnType<typeof httpClient>[],
  ) {}

  static async start(around: Surroundings): Promise<VideoStage> {
    const chat = await ChatStage.start(around);
    await around.prepare('video');
    const env = { ...limitless, REDIS_URL: chat.redis.url, CHAT_URL: chat.instance(0).url };
    const videos: Started[] = [];
    for (const _ of [0, 1]) videos.push(await around.start('video', { env, port: await freePort() }));
    return new VideoStage(
      chat,
      videos,
      videos.map(({ process }) => httpClient(process.url)),
    );
  }

  get redisUrl(): string {
    return this.chat.redis.url;
  }

  instance(at: number): ServiceProcess {
    return (this.videos[at] as Started).process;
  }

  people(count: number): string[] {
    return this.chat.people(count);
  }

  tokenOf(userId: string): string {
    return this.chat.signer.tokenOf(userId);
  }

  /** A socket that has been let in. */
  open(token: string, at: number): Promise<LeanSocket> {
    return LeanSocket.open({ url: this.instance(at).url, path: '/ws/calls', auth: { token } });
  }

  /** Two who share a conversation, each at an instance of hers. */
  async couple(places: readonly [number, number]): Promise<{ conversation: string; both: [Caller, Caller] }> {
    const people = this.people(2) as [string, string];
    const [conversation] = (await this.chat.found(1, people)) as [string];
    const arrive = async (id: string, at: number): Promise<Caller> => {
      const token = this.tokenOf(id);
      return { id, token, at, socket: await this.open(token, at) };
    };
    const [one, other] = places;
    return { conversation, both: [await arrive(people[0], one), await arrive(people[1], other)] };
  }

  /** Asks the instance she is at, and throws where that is refused. */
  async ask<Answer>({ token, at }: Caller, path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}` };
    const client = this.clients[at] as ReturnType<typeof httpClient>;
    const answer = await client.request('POST', `/v1/calls/${path}`, { headers, ...(body && { body }) });
    if (answer.status >= 300) throw new BenchError(`${path} was answered ${answer.status}: ${answer.text}`);
    return answer.json as Answer;
  }

  /** Resolves when both instances do without Redis, for good. */
  async loseRedis(): Promise<void> {
    await this.chat.redis.kill();
    const isDegraded = async (client: ReturnType<typeof httpClient>) =>
      ((await client.get('/health')).json as { mode: string }).mode === 'degraded';
    const areDegraded = async () => (await Promise.all(this.clients.map(isDegraded))).every(Boolean);
    await until('both to do without Redis', areDegraded, { timeout: 60_000 });
  }

  async close(): Promise<void> {
    await Promise.all(this.videos.map(endAtOnce));
    await this.chat.close();
  }
}
