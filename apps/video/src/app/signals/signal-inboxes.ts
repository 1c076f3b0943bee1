import { type LegBook } from './leg-book.port';
import { SignalInbox } from './signal-inbox';
import { type SignalsNotice } from './signal-notice';
import { signalIdOf } from './signal-place';
import { type SignalTally } from './signal-tally';

/** What inboxes work with. */
export interface InboxesSurroundings {
  readonly book: LegBook;
  readonly tally: SignalTally;
  /** A leg here lacks something that may be had. */
  readonly lacks: (callId: string, userId: string) => void;
}

/** What the legs here are told by others. */
export class SignalInboxes {
  private readonly inboxes = new Map<
    string,
    { readonly callId: string; readonly userId: string; readonly inbox: SignalInbox }
  >();

  constructor(private readonly around: InboxesSurroundings) {}

  /** Legs here that were heard of. */
  get people(): readonly { readonly callId: string; readonly userId: string }[] {
    return [...this.inboxes.values()];
  }

  /**
   * Gives up to where she was told of this sender by now. For a leg that is not here, or not hers any more, it means
   * nothing: whoever holds it hears it too.
   */
  take(notice: SignalsNotice): string | undefined {
    const { callId, from, to, leg } = notice;
    const here = this.around.book.legOf(callId, to);
    if (here?.leg !== leg) return undefined;
    const inbox = this.of(callId, to, leg);
    const taking = inbox.take(notice, here);
    if (taking === 'lacks') this.around.lacks(callId, to);
    const last = inbox.lastOf(from);
    return last && signalIdOf(last);
  }

  /** Of another leg than the last one nothing was told yet. */
  of(callId: string, userId: string, leg: number): SignalInbox {
    const key = `${callId} ${userId}`;
    const known = this.inboxes.get(key)?.inbox;
    if (known?.leg === leg) return known;
    const inbox = new SignalInbox(leg, callId, this.around.tally);
    this.inboxes.set(key, { callId, userId, inbox });
    return inbox;
  }

  /** Legs that are not here any more. */
  forgetGone(): void {
    for (const [key, { callId, userId, inbox }] of this.inboxes)
      if (this.around.book.legOf(callId, userId)?.leg !== inbox.leg) this.inboxes.delete(key);
  }
}
