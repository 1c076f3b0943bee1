import { type ChatChanges } from '@secureconnect/contracts';
import { type BackOff } from '../back-off';
import { type ChatRoutes } from '../chat/chat-routes';
import { ClientError, hasCode, isPassing } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { wait } from '../wait';
import { type Progress } from './progress';
import { Refill } from './refill';

/** What is lacking after so many looks at `sync` is fetched by its numbers. */
const looks = 3;

/** Brings a client from its cursor to now, and fills what is lacking in between. */
export class CatchUp {
  private running: Promise<void> | undefined;
  private isWanted = false;
  private readonly refill: Refill;

  constructor(
    private readonly routes: ChatRoutes,
    private readonly progress: Progress,
    private readonly hub: EventHub<ClientEvents>,
    private readonly backOff: BackOff,
    private readonly signal: AbortSignal,
  ) {
    this.refill = new Refill(routes, progress.order, hub, signal);
  }

  /** One run at a time; what is asked for meanwhile is one more run after it. */
  run(): void {
    this.isWanted = true;
    this.running ??= this.untilDone().finally(() => (this.running = undefined));
  }

  private async untilDone(): Promise<void> {
    for (let look = 1; this.isWanted && !this.signal.aborted;) {
      this.isWanted = false;
      try {
        await this.once(look);
        look = this.progress.order.isLacking ? look + 1 : 1;
        if (this.progress.order.isLacking) this.isWanted = true;
        else this.done();
      } catch (error) {
        if (this.signal.aborted || hasCode(error, 'signed_out')) return;
        this.tell(error);
        this.isWanted = true;
      }
      if (this.isWanted) await this.pause();
    }
  }

  private async once(look: number): Promise<void> {
    if (look > looks) return this.refill.run();
    const { cursor } = this.progress;
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
    let changes: ChatChanges;
    let cursor = from;
    do {
      changes = await this.routes.sync(cursor, this.signal);
      this.signal.throwIfAborted();
      changes.items.forEach((change) => this.progress.order.offer(change));
      cursor = changes.next_cursor;
      if (!this.progress.order.isLacking) this.progress.moveTo(cursor);
    } while (changes.has_more);
  }

  /** The cursor first: what happens while the conversations are listed comes after it as well. */
  private async begin(reason: ClientEvents['fresh_start']['reason']): Promise<void> {
    const known = [...this.progress.order.all()].map(([id]) => id);
    const { next_cursor } = await this.routes.sync(undefined, this.signal);
    const conversations = await this.routes.allConversations(this.signal);
    this.signal.throwIfAborted();
    const isMine = new Set(conversations.map(({ id }) => id));
    for (const id of known) if (!isMine.has(id)) this.progress.order.forget(id);
    this.hub.emit('fresh_start', { reason, conversations });
    for (const { id, version, last_seq: seq } of conversations)
      this.progress.order.goOnFrom(id, { version, seq });
    this.progress.moveTo(next_cursor);
  }

  private done(): void {
    this.backOff.reset();
    if (!this.isWanted) this.hub.emit('synced', {});
  }

  private tell(error: unknown): void {
    if (!(error instanceof ClientError)) throw error;
    this.hub.emit('fault', { error });
    if (!isPassing(error)) this.backOff.next();
  }

  private async pause(): Promise<void> {
    // Who disconnects meanwhile waits no longer, and the loop sees it.
    await wait(this.backOff.next(), this.signal).catch(() => undefined);
  }
}
