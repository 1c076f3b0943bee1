import { type PresenceStatus } from '@secureconnect/presence-store';

/** How often somebody's changes are told, and how many people are remembered. */
export interface ToldPresenceOptions {
  readonly everyMs: number;
  /** Who goes is told of so much later: who reloads a page has not been away. */
  readonly settleMs: number;
  readonly maxUsers: number;
}

/** Of whom it is to be told next whether she is here, and what was told last; who was never told of is offline. */
export class ToldPresence {
  private readonly last = new Map<string, PresenceStatus>();
  /** When those may be told of again who were told of just now. */
  private readonly restUntil = new Map<string, number>();
  private readonly due = new Map<string, number>();

  constructor(private readonly options: ToldPresenceOptions) {}

  get waiting(): number {
    return this.due.size;
  }

  /** Something may be otherwise with her; the later word about when counts. */
  doubt(userId: string, now: number, isHere: boolean): void {
    const at = Math.max(now + (isHere ? 0 : this.options.settleMs), this.restUntil.get(userId) ?? 0);
    this.askAgain(userId, at);
  }

  /** She is to be asked about at this time. */
  askAgain(userId: string, at: number): void {
    if (!this.due.has(userId) && this.due.size >= this.options.maxUsers)
      this.due.delete(this.due.keys().next().value as string);
    this.due.set(userId, at);
  }

  /** At most so many of whom it is to be told now; they wait no longer. */
  takeDue(now: number, most: number): readonly string[] {
    const taken: string[] = [];
    for (const [userId, at] of this.due) {
      if (taken.length >= most) break;
      if (at <= now) taken.push(userId);
    }
    for (const userId of taken) this.due.delete(userId);
    return taken;
  }

  /** Whether this is news to be told now; from then on it is told, and she rests. */
  isNews(userId: string, status: PresenceStatus, now: number): boolean {
    this.wake(now);
    if ((this.last.get(userId) ?? 'offline') === status) return false;
    const until = this.restUntil.get(userId);
    if (until !== undefined) {
      this.askAgain(userId, until);
      return false;
    }
    this.last.delete(userId);
    if (status !== 'offline') this.last.set(userId, status);
    if (this.last.size > this.options.maxUsers) this.last.delete(this.last.keys().next().value as string);
    this.restUntil.set(userId, now + this.options.everyMs);
    return true;
  }

  private wake(now: number): void {
    for (const [userId, until] of this.restUntil) {
      if (until > now) return;
      this.restUntil.delete(userId);
    }
  }
}
