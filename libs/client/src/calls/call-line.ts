import {
  type CallClientEvents,
  type CallLastingEvents,
  type CallServerEvents,
} from '@secureconnect/contracts';
import { type TokenKeeper } from '../auth/token-keeper';
import { BackOff } from '../back-off';
import { asClientError, type ClientError, hasCode, isPassing } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type ClientSettings } from '../client-options';
import { type EventHub } from '../event-hub';
import { Connection } from '../live/connection';
import { type HeardSocket, type SentOf, type TakenOf } from '../live/live-socket';
import { type ModeWatch } from '../mode-watch';
import { wait } from '../wait';
import { CallBook, type CallTold } from './call-book';
import { type CallRoutes } from './call-routes';
import { OwnCalls } from './own-calls';
import { type Signal, signalEvents } from './signal';

/** What the calls of whoever signs in are made of. */
export interface CallLineContext {
  readonly settings: ClientSettings;
  readonly hub: EventHub<ClientEvents>;
  readonly keeper: TokenKeeper;
  readonly modes: ModeWatch;
  readonly routes: CallRoutes;
}

const lastingEvents = [
  ...(['call.incoming', 'call.accepted', 'call.declined', 'call.missed', 'call.cancelled'] as const),
  ...(['call.busy', 'call.failed', 'call.ended', 'call.answered_elsewhere'] as const),
  ...(['participant.ringing', 'participant.joined', 'participant.left'] as const),
  ...(['participant.reconnecting', 'participant.reconnected'] as const),
] satisfies (keyof CallLastingEvents)[];

type Told<Name extends keyof CallServerEvents> = Parameters<CallServerEvents[Name]>[0];

/** The calls of one person who is signed in: what she is told of them, and her own part in some. */
export class CallLine {
  readonly book: CallBook;
  readonly own = new OwnCalls();
  private readonly connection: Connection<CallClientEvents>;
  private readonly over = new AbortController();
  private readonly resuming = new Set<string>();
  private readonly unlisten: (() => void)[] = [];
  private kept: Promise<void> | undefined;

  constructor(
    private readonly context: CallLineContext,
    readonly userId: string,
  ) {
    const { settings, hub, keeper, modes } = context;
    const { baseUrl, deadlineMs, longestPauseMs, random } = settings;
    this.book = new CallBook(hub);
    this.connection = new Connection({
      ...{ baseUrl, path: '/ws/calls', keeper, deadlineMs, signal: this.over.signal },
      ...{ backOff: new BackOff(200, longestPauseMs, random), onSocket: (socket) => this.listen(socket) },
      ...{ onMode: modes.socket(), onFault: (error) => this.fault(error) },
      onConnected: () => this.connected(),
      onDisconnected: (reason) => hub.emit('calls.disconnected', { reason }),
    });
    this.unlisten.push(hub.on('call.changed', ({ call }) => this.own.learn(call, userId)));
  }

  get isConnected(): boolean {
    return this.connection.isConnected;
  }

  /** Is connected from now on. */
  connect(): void {
    this.kept ??= this.connection.keep();
  }

  send<Name extends keyof CallClientEvents>(
    name: Name,
    sent: SentOf<CallClientEvents[Name]>,
  ): Promise<TakenOf<CallClientEvents[Name]>> {
    return this.connection.send(name, sent, this.over.signal);
  }

  /** Makes this socket the one by which one is in the call, and has what was missed of its signals told. */
  resume(id: string): void {
    if (this.resuming.has(id)) return;
    this.resuming.add(id);
    void this.untilDone(id, () => this.askFor(id))
      .finally(() => this.resuming.delete(id))
      // Only then: a socket that takes the place of this one while the servers are asked for is resumed as well.
      .then((isResumed) => isResumed && this.untilDone(id, () => this.renewIce(id)));
  }

  async close(error: ClientError): Promise<void> {
    this.over.abort(error);
    this.unlisten.forEach((end) => end());
    this.own.close(error.code);
    await this.kept;
  }

  private connected(): void {
    this.context.hub.emit('calls.connected', {});
    // Of those that ended meanwhile nothing is told unasked.
    for (const { id } of this.book.open)
      if (this.own.has(id)) this.resume(id);
      else void this.look(id);
  }

  private listen(socket: HeardSocket): void {
    const { hub } = this.context;
    for (const event of lastingEvents) socket.on(event, (told: CallTold) => this.hear(event, told));
    for (const event of signalEvents)
      socket.on(event, (data) => this.own.hear({ event, data } as unknown as Signal));
    socket.on('call.current', (told: Told<'call.current'>) => {
      this.book.learn(told.call);
      if (!this.own.has(told.call.id)) hub.emit('call.current', told);
    });
    socket.on('media.state', (told: Told<'media.state'>) => {
      this.own.session(told.call_id)?.hearMedia(told.user_id, told.media);
      hub.emit('media.state', told);
    });
    socket.on('ice.refresh', (told: Told<'ice.refresh'>) => {
      this.own.refresh(told.call_id, told);
      hub.emit('ice.refresh', told);
    });
  }

  private hear(event: keyof CallLastingEvents, told: CallTold): void {
    this.book.hear(event, told);
    if (event === 'call.answered_elsewhere') this.own.drop(told.call.id, 'answered_elsewhere');
  }

  private async askFor(id: string): Promise<void> {
    const { call } = await this.send('call.resume', { call_id: id, have: this.own.have(id) });
    this.book.learn(call);
  }

  /** Tries it while one is in the call by this device, and gives whether it was done. */
  private async untilDone(id: string, work: () => Promise<void>): Promise<boolean> {
    const { signal } = this.over;
    const backOff = new BackOff(200, 5_000, this.context.settings.random);
    while (this.isConnected && this.own.has(id) && !signal.aborted) {
      try {
        await work();
        return true;
      } catch (error) {
        if (signal.aborted) break;
        if (!isPassing(error)) {
          this.refused(id, error);
          break;
        }
        this.fault(error);
        await wait(backOff.next(error.retryAfterMs), signal).catch(() => undefined); // The loop sees it.
      }
    }
    return false;
  }

  /** Who was away when another device went on with the call learns it by this. */
  private refused(id: string, error: unknown): void {
    if (hasCode(error, 'other_device_in_call')) return this.own.drop(id, 'answered_elsewhere');
    this.fault(error);
    void this.look(id);
  }

  /** Whoever was away may have missed the servers that take the place of these. */
  private async renewIce(id: string): Promise<void> {
    const ice = this.own.ice(id);
    if (ice && Date.parse(ice.ice_expires_at) > Date.now() + 60_000) return;
    this.own.refresh(id, await this.context.routes.iceServers(id, { signal: this.over.signal }));
  }

  private async look(id: string): Promise<void> {
    const { signal } = this.over;
    try {
      this.book.learn(await this.context.routes.call(id, { signal }));
    } catch (error) {
      if (signal.aborted) return;
      this.fault(error);
      if (hasCode(error, 'call_unknown')) this.own.drop(id, error.code);
    }
  }

  private fault(error: unknown): void {
    this.context.hub.emit('fault', { error: asClientError(error) });
  }
}
