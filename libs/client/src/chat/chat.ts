import { type MessageWire } from '@secureconnect/contracts';
import { asClientError, ClientError } from '../client-error';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { randomId } from '../random-id';
import { abortable } from '../wait';
import { ChatRoutes } from './chat-routes';
import { type ChatContext, ChatSession } from './chat-session';
import { type Content } from './draft';

/** A message one sends, and its id where one has made it oneself. */
export type Sending = CallOptions & { readonly clientMsgId?: string };

interface OpenSession {
  readonly userId: string;
  readonly chat: ChatSession;
  readonly opened: Promise<unknown>;
}

/** Conversations, messages and what happens in them, of whoever is signed in. */
export class Chat extends ChatRoutes {
  private session: OpenSession | undefined;
  /** Whoever comes next finds in the store what who was here before has left there. */
  private leaving: Promise<void> = Promise.resolve();
  private isWanted = false;

  constructor(
    private readonly context: Omit<ChatContext, 'routes'>,
    http: SignedHttp,
  ) {
    super(http);
    context.hub.on('signed_in', () => this.isWanted && this.aside(this.open()));
    context.hub.on('signed_out', ({ reason }) => {
      this.aside(this.leave(new ClientError('signed_out', `Signed out: ${reason}.`), reason === 'logout'));
    });
  }

  get isConnected(): boolean {
    return this.session?.chat.isConnected ?? false;
  }

  /** How many messages wait to be sent. */
  get waiting(): number {
    return this.session?.chat.outbox.length ?? 0;
  }

  /** Is connected from now on, whoever signs in; resolves when everything that was missed has been told. */
  async connect({ signal }: CallOptions = {}): Promise<void> {
    const { hub } = this.context;
    this.isWanted = true;
    const ends: (() => void)[] = [];
    const synced = new Promise<void>((resolve, reject) => {
      ends.push(hub.on('synced', () => resolve()));
      ends.push(hub.on('signed_out', ({ reason }) => reject(new ClientError('signed_out', reason))));
    });
    synced.catch(() => undefined); // Who waits hears of it; nobody waits where opening has failed.
    try {
      await this.open();
      await abortable(synced, signal);
    } finally {
      ends.forEach((end) => end());
    }
  }

  /** Goes on without a socket; what is sent goes by HTTP. */
  async disconnect(): Promise<void> {
    this.isWanted = false;
    await this.leave(new ClientError('closed', 'The client was disconnected.'), false);
  }

  /** Resolves when the message was taken; until then it waits, outlives lost connections, and goes in its turn. */
  async send(conversationId: string, content: string | Content, options: Sending = {}): Promise<MessageWire> {
    const { signal, clientMsgId: client_msg_id = randomId() } = options;
    const written = typeof content === 'string' ? { body: content } : content;
    const { outbox } = await this.opened();
    return outbox.send({ ...written, conversation_id: conversationId, client_msg_id }, signal);
  }

  /** Told at most to who is connected now, and not at all where there is no socket. */
  typing(conversationId: string, isTyping = true): void {
    this.session?.chat.typing(conversationId, isTyping);
  }

  private async open(): Promise<void> {
    (await this.opened()).connect();
  }

  private async opened(): Promise<ChatSession> {
    const user = (await this.context.keeper.current())?.user;
    if (!user) throw new ClientError('signed_out', 'Nobody is signed in.');
    if (this.session?.userId !== user.id) this.session = this.begin(user.id);
    const { opened, chat } = this.session;
    await opened;
    return chat;
  }

  /** Where the one before could not be left in order, that was told. */
  private begin(userId: string): OpenSession {
    const chat = new ChatSession({ ...this.context, routes: this }, userId);
    return { userId, chat, opened: this.leaving.catch(() => undefined).then(() => chat.load()) };
  }

  /** Nobody waits for it. */
  private aside(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.context.hub.emit('fault', { error: asClientError(error) }));
  }

  private leave(why: ClientError, forget: boolean): Promise<void> {
    const { session } = this;
    this.session = undefined;
    if (session) this.leaving = session.opened.then(() => session.chat.close(why, { forget }));
    return this.leaving;
  }
}
