import { type MessageWire } from '@secureconnect/contracts';
import { type BackOff } from '../back-off';
import { ClientError, hasCode, isPassing } from '../client-error';
import { type Draft } from './draft';

/** One message on its way, and who waits for it; nobody does for one from an earlier run of the program. */
export interface Entry {
  readonly draft: Draft;
  readonly abort: AbortController;
  readonly settle: (outcome: { message: MessageWire } | { error: unknown }) => void;
}

/** What a lane needs from its outbox. */
export interface LaneContext {
  readonly backOff: BackOff;
  readonly deliver: (draft: Draft, signal: AbortSignal) => Promise<MessageWire>;
  readonly onEmpty: () => void;
}

/** These are cured by signing in or by the next token, not by giving the message up. */
const curable = ['token_expired', 'not_authenticated', 'token_revoked', 'signed_out'] as const;

/** The messages to one conversation: one after the other, each sent again until it is taken or refused. */
export class Lane {
  private readonly entries: Entry[] = [];
  private isOver = false;
  private isRunning = false;
  private resume: () => void = () => undefined;

  constructor(private readonly context: LaneContext) {}

  get drafts(): Draft[] {
    return this.entries.map(({ draft }) => draft);
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    if (!this.isRunning) void this.run();
  }

  /** Takes it out; whether it was sent already nobody knows. */
  drop(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index < 0) return;
    this.entries.splice(index, 1);
    entry.abort.abort();
    entry.settle({ error: new ClientError('closed', 'The message was taken back.') });
    this.wake();
  }

  /** Tries at once: something has changed for the better. */
  wake(): void {
    this.context.backOff.reset();
    this.resume();
  }

  close(error: ClientError): void {
    this.isOver = true;
    for (const entry of this.entries) {
      entry.abort.abort(error);
      entry.settle({ error });
    }
    this.resume();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    for (let head = this.entries[0]; head && !this.isOver; head = this.entries[0]) await this.attempt(head);
    this.isRunning = false;
    if (!this.isOver) this.context.onEmpty();
  }

  private async attempt(entry: Entry): Promise<void> {
    try {
      const message = await this.context.deliver(entry.draft, entry.abort.signal);
      this.context.backOff.reset();
      this.take(entry, { message });
    } catch (error) {
      if (this.isOver || entry.abort.signal.aborted) return;
      if (!isPassing(error) && !hasCode(error, ...curable)) return this.take(entry, { error });
      await this.pause(this.context.backOff.next(error.retryAfterMs));
    }
  }

  private take(entry: Entry, outcome: Parameters<Entry['settle']>[0]): void {
    if (this.isOver || this.entries[0] !== entry) return;
    this.entries.shift();
    entry.settle(outcome);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
