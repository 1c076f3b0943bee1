import { setTimeout as sleep } from 'node:timers/promises';
import { type MessageWire } from '@secureconnect/contracts';
import { io, type Socket } from 'socket.io-client';
import { type ChatScene } from '../chat-scene.contract';
import { type Session } from '../people.contract';
import { type Device, type Sent } from './history.contract';
import { Messenger } from './messenger.contract';
import { toldOf } from './told-event.contract';

type Answer =
  | { readonly ok: true; readonly message: MessageWire }
  | { readonly ok: false; readonly error: { readonly code: string } };

const answerWithinMs = 5_000;
const againAfterMs = 150;
/** What says nothing of the message: it is sent again, with the same id. */
const passing =
  /^(database_\w+|busy|redis_unavailable|too_many_\w+|rate_limited|shutting_down|revocation_unknown|send_uncertain)$/;

/** A bare socket that never reconnects and repairs nothing: it sees what the server does, not what a client makes of it. */
export class BareMessenger extends Messenger {
  private isOver = false;

  private constructor(
    readonly device: Device,
    private readonly socket: Socket,
  ) {
    super();
    socket.onAny((event: string, data: object) => {
      if (event === 'sync.gap') device.gaps.push(performance.now());
      const told = toldOf(event, data, performance.now());
      if (told && event !== 'sync.gap') device.told.push(told);
    });
    socket.on('disconnect', (reason) => {
      if (!this.isOver) device.cuts.push({ at: performance.now(), reason });
    });
  }

  /** Resolves once the socket is ready to be told things. */
  static async connect(
    scene: ChatScene,
    session: Session,
    name: string,
    instance: number,
  ): Promise<BareMessenger> {
    const device = { name, user: session.person.id, instance, told: [], cuts: [], gaps: [] };
    const socket = io(scene.chat(instance).url, {
      ...{ path: '/ws/chat', auth: { token: session.token }, transports: ['websocket'] },
      ...{ reconnection: false, forceNew: true, autoConnect: false },
    });
    const messenger = new BareMessenger(device, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('ready', () => resolve());
      socket.once('connect_error', reject);
      socket.once('disconnect', (reason) => reject(new Error(`${name} was cut at once: ${reason}`)));
      socket.connect();
    });
    return messenger;
  }

  async send(sent: Sent): Promise<void> {
    const { conversation: conversation_id, clientMsgId: client_msg_id, body } = sent;
    while (!this.isOver) {
      const answer = await this.ask('message.send', { conversation_id, client_msg_id, body });
      if (answer?.ok) {
        const { id, seq } = answer.message;
        sent.acknowledged = { id, seq, at: performance.now() };
        return;
      }
      if (answer && !passing.test(answer.error.code)) {
        sent.refused = answer.error.code;
        return;
      }
      await sleep(againAfterMs);
    }
  }

  type(conversation: string): void {
    this.socket.emit('typing', { conversation_id: conversation, is_typing: true });
  }

  close(): Promise<void> {
    this.isOver = true;
    this.socket.disconnect();
    return Promise.resolve();
  }

  private ask(event: string, data: object): Promise<Answer | undefined> {
    const asked = this.socket.timeout(answerWithinMs).emitWithAck(event, data) as Promise<Answer>;
    // Without an answer nobody knows whether it was taken: the repeat finds out.
    return asked.catch(() => undefined);
  }
}
