import { randomUUID } from 'node:crypto';
import {
  connectSocket,
  type HttpAnswer,
  type SocketClient,
  type SocketOptions,
} from '@secureconnect/testing';
import { type Asked, ChatScene } from '../chat-scene.contract';
import { type Session } from '../people.contract';

/** By which way an attacker comes: past the gateway, or through it. */
export type Way = 'past the gateway' | 'through the gateway';

export const ways: readonly Way[] = ['past the gateway', 'through the gateway'];

/** Two instances behind a gateway; Ann and Ben share a conversation, Eve is in none of theirs. */
export class AttackScene {
  private readonly sockets: SocketClient[] = [];

  private constructor(
    readonly scene: ChatScene,
    readonly ann: Session,
    readonly ben: Session,
    readonly eve: Session,
    readonly conversation: string,
  ) {}

  static async start(): Promise<AttackScene> {
    const scene = await ChatScene.start({ hasGateway: true });
    const people = await scene.people(3);
    const [ann, ben, eve] = (await Promise.all(people.map((person) => scene.signIn(person)))) as [
      Session,
      Session,
      Session,
    ];
    const conversation = await scene.conversation(ann, 'group', [ben.person]);
    return new AttackScene(scene, ann, ben, eve, conversation);
  }

  ask(way: Way, method: string, path: string, asked: Asked = {}): Promise<HttpAnswer> {
    return this.scene.askOf(this.serviceOf(way), method, path, asked);
  }

  /** Sends as somebody; gives the answer. */
  send(as: Session, body: string, at = 0, id: string = randomUUID()): Promise<HttpAnswer> {
    const path = `/v1/conversations/${this.conversation}/messages`;
    return this.scene.ask(at, 'POST', path, { as, body: { client_msg_id: id, body } });
  }

  /** A socket of somebody that is told what happens from now on; it is closed with the scene. */
  async socket(as: Session, way: Way | number = 0, options: SocketOptions = {}): Promise<SocketClient> {
    const { url } = typeof way === 'number' ? this.scene.chat(way) : this.serviceOf(way);
    const socket = await connectSocket(url, { path: '/ws/chat', auth: { token: as.token }, ...options });
    this.sockets.push(socket);
    await socket.next('ready');
    await socket.emitAck('sync.resume', {});
    return socket;
  }

  /** Why no socket is opened. */
  refusal(way: Way, options: SocketOptions): Promise<string> {
    return connectSocket(this.serviceOf(way).url, { path: '/ws/chat', ...options }).then(
      (socket) => {
        socket.close();
        return 'let in';
      },
      (error: Error & { data?: { code: string } }) => error.data?.code ?? error.message,
    );
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await this.scene.close();
  }

  private serviceOf(way: Way) {
    return way === 'past the gateway' ? this.scene.chat(0) : (this.scene.gateway ?? this.scene.chat(0));
  }
}
