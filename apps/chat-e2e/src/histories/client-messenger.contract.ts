import { type Client, ClientError, createClient } from '@secureconnect/client';
import { type ChatScene } from '../chat-scene.contract';
import { type Session } from '../people.contract';
import { behindGateway, type Device, type Sent } from './history.contract';
import { Messenger } from './messenger.contract';
import { toldOf } from './told-event.contract';

/** A client as people have it, through the gateway: what it tells its listeners is what counts. */
export class ClientMessenger extends Messenger {
  private isOver = false;

  private constructor(
    readonly device: Device,
    private readonly client: Client,
  ) {
    super();
    client.on('change', ({ event, data }) => this.tell(event, data));
    client.on('typing', (data) => this.tell('typing', data));
    client.on('disconnected', ({ reason }) => {
      if (!this.isOver) device.cuts.push({ at: performance.now(), reason });
    });
  }

  /** With a session of its own, of whoever that session is of. */
  static async connect(scene: ChatScene, { person }: Session, name: string): Promise<ClientMessenger> {
    const device = { name, user: person.id, instance: behindGateway, told: [], cuts: [], gaps: [] };
    const client = createClient({ baseUrl: scene.gateway?.url ?? '' });
    const messenger = new ClientMessenger(device, client);
    // From an address of its own: a new device of a known person that comes from elsewhere is asked for a code.
    await client.auth.adopt((await scene.signIn(person)).answer);
    await client.chat.connect();
    return messenger;
  }

  async send(sent: Sent): Promise<void> {
    const { conversation, body, clientMsgId } = sent;
    try {
      const { id, seq } = await this.client.chat.send(conversation, body, { clientMsgId });
      sent.acknowledged = { id, seq, at: performance.now() };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (!this.isOver) sent.refused = error.code;
    }
  }

  type(conversation: string): void {
    this.client.chat.typing(conversation);
  }

  close(): Promise<void> {
    this.isOver = true;
    return this.client.close();
  }

  private tell(event: string, data: object): void {
    const told = toldOf(event, data, performance.now());
    if (told) this.device.told.push(told);
  }
}
