import { type LegBook } from './leg-book.port';
import { type LegNotice } from './signal-notice';

/** Which leg of whom is held by some node: what this one heard, and what it holds itself. */
export class KnownLegs {
  private readonly heard = new Map<string, Map<string, number>>();

  constructor(private readonly book: LegBook) {}

  /** False: there is a later one by now, or nobody here is in that call. */
  hear({ callId, userId, leg }: LegNotice): boolean {
    if (!this.book.callOf(callId)) return false;
    const legs = this.heard.get(callId) ?? new Map<string, number>();
    this.heard.set(callId, legs);
    if ((legs.get(userId) ?? 0) > leg) return false;
    legs.set(userId, leg);
    return true;
  }

  /** Her latest; undefined: no node has said that it holds one. */
  of(callId: string, userId: string): number | undefined {
    const here = this.book.legOf(callId, userId)?.leg;
    const elsewhere = this.heard.get(callId)?.get(userId);
    return here === undefined || elsewhere === undefined ? (here ?? elsewhere) : Math.max(here, elsewhere);
  }

  /** Calls of which nothing more is known here. */
  forgetOver(): void {
    for (const callId of this.heard.keys()) if (!this.book.callOf(callId)) this.heard.delete(callId);
  }
}
