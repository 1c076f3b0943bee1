import { createECDH } from 'node:crypto';
import { type LoginAnswer } from '@secureconnect/client';
import { type CallWire, type OwnCallWire } from '@secureconnect/contracts';
import {
  connectSocket,
  type HttpAnswer,
  httpClient,
  type SocketClient,
  type SocketOptions,
} from '@secureconnect/testing';
import { VideoScene } from '../video-scene.contract';

/** By which way an attacker comes: past the gateway, or through it. */
export type Way = 'past the gateway' | 'through the gateway';

export const ways: readonly Way[] = ['past the gateway', 'through the gateway'];

/** A login of somebody. */
export interface Session {
  readonly id: string;
  readonly token: string;
  readonly answer: LoginAnswer;
}

/** What a request bears besides its path. */
export interface Asked {
  readonly as?: Session;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** How a socket or a signal was answered. */
export interface Acknowledged {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}

/** Two in a call of a group, each by a socket that is her leg. */
export interface Pair {
  readonly id: string;
  readonly conversation: string;
  readonly sockets: readonly [SocketClient, SocketClient];
}

const password = 'a pass phrase that nobody has';

function pushKeys(): NodeJS.ProcessEnv {
  const curve = createECDH('prime256v1');
  const PUSH_VAPID_PUBLIC_KEY = curve.generateKeys().toString('base64url');
  const own = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()]).subarray(-32);
  const PUSH_VAPID_PRIVATE_KEY = own.toString('base64url');
  return { PUSH_VAPID_PUBLIC_KEY, PUSH_VAPID_PRIVATE_KEY, PUSH_VAPID_SUBJECT: 'mailto:push@example.com' };
}

/** The whole system, with a relay that nobody needs to reach; Ann and Ben call each other, and so do Cat and Dan. */
export class AttackScene {
  private readonly sockets: SocketClient[] = [];
  private readonly calls: { readonly id: string; readonly by: Session }[] = [];

  private constructor(
    readonly scene: VideoScene,
    readonly people: Readonly<Record<'ann' | 'ben' | 'cat' | 'dan' | 'eve', Session>>,
  ) {}

  static async start(): Promise<AttackScene> {
    const turn = { TURN_URLS: 'turn:192.0.2.1', TURN_SECRET: 'a secret that coturn shares with video' };
    const scene = await VideoScene.start({ ...turn, ...pushKeys() });
    const arrive = (name: string) => AttackScene.register(scene, name);
    const [ann, ben, cat, dan, eve] = await Promise.all([
      ...[arrive('ann'), arrive('ben'), arrive('cat'), arrive('dan'), arrive('eve')],
    ]);
    return new AttackScene(scene, { ann, ben, cat, dan, eve } as AttackScene['people']);
  }

  /** Another device of somebody. */
  async signIn(name: string): Promise<Session> {
    return AttackScene.signIn(this.scene, name);
  }

  /** Asks video, or what is said to be behind the gateway. */
  ask(way: Way, method: string, path: string, { as, body, headers }: Asked = {}): Promise<HttpAnswer> {
    return httpClient(this.urlOf(way), { keepAlive: false }).request(method, path, {
      ...(body !== undefined && { body }),
      headers: { ...(as && { authorization: `Bearer ${as.token}` }), ...headers },
      deadline: 20_000,
    });
  }

  /** A socket of somebody that is told what happens from now on. */
  async socket(as: Session, way: Way = 'past the gateway'): Promise<SocketClient> {
    const socket = await connectSocket(this.urlOf(way), { path: '/ws/calls', auth: { token: as.token } });
    this.sockets.push(socket);
    await socket.next('ready', 20_000);
    return socket;
  }

  /** Why no socket is opened. */
  refusal(way: Way, options: SocketOptions): Promise<string> {
    return connectSocket(this.urlOf(way), { path: '/ws/calls', ...options }).then(
      (socket) => {
        socket.close();
        return 'let in';
      },
      (error: Error & { data?: { code: string } }) => error.data?.code ?? error.message,
    );
  }

  /** One calls the other, who does not answer yet; gives the group's call. */
  async ring(one: Session, other: Session): Promise<Pick<Pair, 'id' | 'conversation'>> {
    const conversation = await this.conversation(one, other);
    const body = { conversation_id: conversation, call_type: 'audio' };
    const { json } = await this.good('POST', '/v1/calls/initiate', { as: one, body });
    const { call_id: id } = json as OwnCallWire;
    this.calls.push({ id, by: one });
    return { id, conversation };
  }

  /** One calls and the other answers. */
  async inCall(one: Session, other: Session, way: Way = 'past the gateway'): Promise<Pair> {
    const sockets = [await this.socket(one, way), await this.socket(other, way)] as const;
    const { id, conversation } = await this.ring(one, other);
    await this.good('POST', `/v1/calls/${id}/accept`, { as: other });
    for (const socket of sockets) {
      const { call } = await socket.next<{ call: CallWire }>('call.current', 20_000);
      if (call.id !== id) throw new Error(`Another call is current: ${call.id}`);
    }
    return { id, conversation, sockets };
  }

  async conversation(one: Session, other: Session): Promise<string> {
    const body = { type: 'group', title: 'A group', member_ids: [other.id] };
    const { json } = await this.good('POST', '/v1/conversations', { as: one, body });
    return (json as { id: string }).id;
  }

  /** Ends what a test has begun. */
  async tidy(): Promise<void> {
    for (const { id, by } of this.calls.splice(0))
      await this.ask('past the gateway', 'POST', `/v1/calls/${id}/end`, { as: by });
    for (const socket of this.sockets.splice(0)) socket.close();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await this.scene.close();
  }

  private async good(method: string, path: string, asked: Asked): Promise<HttpAnswer> {
    const answer = await this.ask('through the gateway', method, path, asked);
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  private urlOf(way: Way): string {
    return way === 'past the gateway' ? this.scene.video('home').url : this.scene.url;
  }

  private static async register(scene: VideoScene, username: string): Promise<Session> {
    const body = { email: `${username}@example.com`, username, password };
    await httpClient(scene.url).post('/v1/auth/register', body);
    return AttackScene.signIn(scene, username);
  }

  private static async signIn(scene: VideoScene, username: string): Promise<Session> {
    const body = { email: `${username}@example.com`, password };
    const { status, text, json } = await httpClient(scene.url).post('/v1/auth/login', body);
    if (status !== 200) throw new Error(`A login was answered ${status}: ${text}`);
    const answer = json as LoginAnswer;
    return { id: answer.user.id, token: answer.access_token, answer };
  }
}
