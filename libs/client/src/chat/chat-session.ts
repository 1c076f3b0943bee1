import {
  type ChatChange,
  type ChatChanges,
  type ChatClientEvents,
  type ChatLastingEvents,
  type MessageWire,
} from '@secureconnect/contracts';
import { type TokenKeeper } from '../auth/token-keeper';
import { BackOff } from '../back-off';
import { asClientError, type ClientError, hasCode, isPassing } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type ClientSettings } from '../client-options';
import { type EventHub } from '../event-hub';
import { CatchUp } from '../live/catch-up';
import { ChangeOrder } from '../live/change-order';
import { Connection } from '../live/connection';
import { type HeardSocket } from '../live/live-socket';
import { Progress } from '../live/progress';
import { type ModeWatch } from '../mode-watch';
import { type ChatRoutes } from './chat-routes';
import { type Draft } from './draft';
import { Outbox } from './outbox';

/** What the chat of whoever signs in is made of. */
export interface ChatContext {
  readonly settings: ClientSettings;
  readonly hub: EventHub<ClientEvents>;
  readonly keeper: TokenKeeper;
  readonly modes: ModeWatch;
  readonly routes: ChatRoutes;
}

/** Each is applied in its order; the rest of the events passes by. */
const lastingEvents = [
  ...(['message.created', 'message.updated', 'message.deleted'] as const),
  ...(['conversation.updated', 'conversation.deleted', 'member.added', 'member.removed'] as const),
] satisfies (keyof ChatLastingEvents)[];
const passingEvents = ['receipt.updated', 'typing', 'presence.changed'] as const;

/** The chat of one person who is signed in: what she sends, and what she is told. */
export class ChatSession {
  readonly outbox: Outbox;
  private readonly connection: Connection<ChatClientEvents>;
  private readonly progress: Progress;
  private readonly catchUp: CatchUp;
  private readonly over = new AbortController();
  private kept: Promise<void> | undefined;
  private readonly unlisten: (() => void)[] = [];

  constructor(
    private readonly context: ChatContext,
    userId: string,
  ) {
    const { settings, hub, keeper, modes, routes } = context;
    const { random, chatStorage: store, deadlineMs, longestPauseMs } = settings;
    const { signal } = this.over;
    const onFault = (error: ClientError) => hub.emit('fault', { error });
    const order = new ChangeOrder(userId, (change) => this.tell(change), settings.order);
    this.progress = new Progress(store, userId, order, 250, onFault);
    this.catchUp = new CatchUp({
      ...{ routes, progress: this.progress, hub, signal, backOff: new BackOff(50, 5_000, random) },
      ...{ isConnected: () => this.isConnected, sync: (cursor) => this.sync(cursor) },
    });
    this.connection = new Connection({
      ...{ baseUrl: settings.baseUrl, path: '/ws/chat', keeper, deadlineMs, signal, onFault },
      ...{ backOff: new BackOff(200, longestPauseMs, random), onSocket: (socket) => this.listen(socket) },
      ...{ onMode: modes.socket(), onConnected: () => hub.emit('connected', {}) },
      onDisconnected: (reason) => hub.emit('disconnected', { reason }),
    });
    const deliver = (draft: Draft, until: AbortSignal) => this.deliver(draft, until);
    this.outbox = new Outbox({
      ...{ store, userId, hub, random, deliver },
      limits: settings.outbox,
    });
    this.unlisten.push(hub.on('connected', () => this.connected()));
    // Who was connected for long would otherwise come back by a cursor of long ago.
    const timer = setInterval(() => this.isConnected && this.catchUp.run(), settings.syncEveryMs);
    this.unlisten.push(() => clearInterval(timer));
  }

  load(): Promise<unknown> {
    return Promise.all([this.progress.load(), this.outbox.load()]);
  }

  /** Is connected from now on; one that is already says so once more, when it has looked for what it missed. */
  connect(): void {
    if (this.isConnected) this.catchUp.run();
    this.kept ??= this.connection.keep();
  }

  get isConnected(): boolean {
    return this.connection.isConnected;
  }

  typing(conversation_id: string, is_typing: boolean): void {
    this.connection.send('typing', { conversation_id, is_typing }).catch((error: unknown) => {
      // What is not told now is not worth telling later; anything but that is told to whoever listens for faults.
      if (!isPassing(error) && !hasCode(error, 'closed', 'signed_out'))
        this.context.hub.emit('fault', { error: asClientError(error) });
    });
  }

  async close(error: ClientError, { forget = false } = {}): Promise<void> {
    this.over.abort(error);
    this.unlisten.forEach((end) => end());
    await this.kept;
    await this.outbox.close(error, { forget });
    await (forget ? this.progress.forget() : this.progress.flush());
  }

  private connected(): void {
    this.catchUp.run();
    this.outbox.wake();
  }

  /** By the socket where there is one, else by HTTP: the message's own id makes it one either way. */
  private async deliver(draft: Draft, signal: AbortSignal): Promise<MessageWire> {
    if (!this.connection.isConnected) return this.context.routes.post(draft, { signal });
    const { attachments, ...rest } = draft;
    const sent = { ...rest, ...(attachments && { attachments: [...attachments] }) };
    return (await this.connection.send('message.send', sent, signal)).message;
  }

  private sync(cursor: string | undefined): Promise<ChatChanges> {
    return this.connection.send('sync.resume', cursor === undefined ? {} : { cursor }, this.over.signal);
  }

  private listen(socket: HeardSocket): void {
    const { hub } = this.context;
    for (const event of lastingEvents) socket.on(event, (data) => this.hear({ event, data } as ChatChange));
    for (const event of passingEvents) socket.on(event, (data) => hub.emit(event, data));
    socket.on('sync.gap', () => this.catchUp.run());
  }

  private hear(change: ChatChange): void {
    this.progress.order.offer(change);
    if (this.progress.order.isLacking) this.catchUp.run();
  }

  private tell(change: ChatChange): void {
    const { hub } = this.context;
    this.progress.changed();
    hub.emit(change.event, change.data as never);
    hub.emit('change', change);
  }
}
