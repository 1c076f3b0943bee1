import { type ChatChanges } from '@secureconnect/contracts';
import { type BackOff } from '../back-off';
import { type ChatRoutes } from '../chat/chat-routes';
import { asClientError, hasCode } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { wait } from '../wait';
import { type Progress } from './progress';
import { Refill } from './refill';

/** What is lacking after so many looks at `sync` is fetched by its numbers. */
const looks = 3;

/** What catching up needs. */
export interface CatchUpContext {
  readonly routes: ChatRoutes;
  /** Over the socket: what happens after the answer comes as events; without a cursor it gives the one of now. */
  readonly sync: (cursor: string | undefined) => Promise<ChatChanges>;
  readonly isConnected: () => boolean;
  readonly progress: Progress;
  readonly hub: EventHub<ClientEvents>;
  readonly backOff: BackOff;
  readonly signal: AbortSignal;
}

/** Brings a client from its cursor to now, and fills what is lacking in between. */
export class CatchUp {
  private isRunning = false;
  private isWanted = false;
  /** What was lacking before the last look at `sync`, which may have told it. */
  private lacking: readonly string[] = [];
  private readonly refill: Refill;

  constructor(private readonly context: CatchUpContext) {
    const { routes, progress, hub, signal } = context;
    this.refill = new Refill(routes, progress.order, hub, signal);
  }

  /** One run at a time; what is asked for meanwhile is one more run after it. */
  run(): void {
    this.isWanted = true;
    if (!this.isRunning) void this.untilDone();
  }

  private async untilDone(): Promise<void> {
    const { progress, backOff, signal } = this.context;
    this.isRunning = true;
    // Whoever is connected again begins a run of her own.
    for (let look = 1; this.isWanted && this.context.isConnected() && !signal.aborted;) {
      this.isWanted = false;
      if (await this.attempt(look)) look = progress.order.isLacking && look <= looks ? look + 1 : 1;
      // Who is disconnected for good waits no longer, and the loop sees it.
      if (this.isWanted) await wait(backOff.next(), signal).catch(() => undefined);
    }
    this.isRunning = false;
  }

  private async attempt(look: number): Promise<boolean> {
    try {
      await this.once(look);
      // The cursor still lies before what was refilled, and more may lie behind it than could wait.
      if (look > looks || this.context.progress.order.isLacking) this.isWanted = true;
      else this.done();
      return true;
    } catch (error) {
      this.isWanted = !hasCode(error, 'signed_out');
      if (!this.context.signal.aborted) this.context.hub.emit('fault', { error: asClientError(error) });
      return false;
    }
  }

  private async once(look: number): Promise<void> {
    const { cursor, order } = this.context.progress;
    if (look > looks) return this.refill.run(this.lacking);
    this.lacking = order.lacking;
    if (cursor === undefined) return this.begin('first');
    try {
      await this.goOnFrom(cursor);
    } catch (error) {
      if (!hasCode(error, 'cursor_too_old', 'invalid_cursor')) throw error;
      await this.begin('cursor_too_old');
    }
  }

  /** The cursor moves on only while nothing waits, so that what waits is found again from it. */
  private async goOnFrom(from: string): Promise<void> {
    const { progress, sync } = this.context;
    let changes: ChatChanges;
    let cursor = from;
    do {
      changes = await sync(cursor);
      changes.items.forEach((change) => progress.order.offer(change));
      cursor = changes.next_cursor;
      if (!progress.order.isLacking) progress.moveTo(cursor);
    } while (changes.has_more);
  }

  /** The cursor first: what happens while the conversations are listed comes after it as well. */
  private async begin(reason: ClientEvents['fresh_start']['reason']): Promise<void> {
    const { progress, routes, sync, hub, signal } = this.context;
    const known = [...progress.order.all()];
    const { next_cursor } = await sync(undefined);
    const conversations = await routes.allConversations(signal);
    signal.throwIfAborted();
    const isMine = new Set(conversations.map(({ id }) => id));
    // What happened beside a transaction that was open comes after the cursor as well, though it was told.
    for (const [id, version] of known) if (!isMine.has(id)) progress.order.leave(id, version);
    // She may have been told that she left one since it was listed.
    const own = conversations.filter(({ id, version }) => !progress.order.hasLeft(id, version));
    hub.emit('fresh_start', { reason, conversations: own });
    for (const { id, version, last_seq: seq } of own) progress.order.goOnFrom(id, { version, seq });
    progress.moveTo(next_cursor);
  }

  private done(): void {
    this.context.backOff.reset();
    if (!this.isWanted) this.context.hub.emit('synced', {});
  }
}
