import { type LegHere } from './leg-book.port';
import { type Signal } from './signal';
import { type SignalsNotice } from './signal-notice';
import { comparePlaces, laterPlace, type SignalPlace, signalPlaceOf } from './signal-place';
import { type SignalTally } from './signal-tally';

/** `lacks`: something before it is missing, and may be had; `gone`: nobody is there to be told. */
export type Taking = 'told' | 'lacks' | 'gone';

/** What one leg here was told by each of the others: each signal once, in the sender's order, and none too late. */
export class SignalInbox {
  private readonly last = new Map<string, SignalPlace>();
  /** Of whom this leg itself was told something; what was told to the one before it may never have arrived. */
  private readonly spoke = new Set<string>();

  constructor(
    readonly leg: number,
    private readonly callId: string,
    private readonly tally: SignalTally,
  ) {}

  /** She says what she has of each: she is told what comes after it, unless she was told by this leg already. */
  has(have: Readonly<Record<string, string>>): void {
    for (const from of this.last.keys()) if (!this.spoke.has(from)) this.last.delete(from);
    for (const [from, id] of Object.entries(have)) this.reach(from, signalPlaceOf(id));
  }

  /** Tells what is new to her. */
  take(notice: Pick<SignalsNotice, 'from' | 'signals' | 'upTo'>, here: LegHere): Taking {
    const { from, signals, upTo } = notice;
    for (const signal of signals) {
      const taking = this.takeOne(from, signal, upTo !== undefined, here);
      if (taking !== 'told') return taking;
    }
    if (upTo !== undefined) this.reach(from, signalPlaceOf(upTo));
    return 'told';
  }

  /** Up to where she was told; undefined: nothing. */
  lastOf(from: string): SignalPlace | undefined {
    return this.last.get(from);
  }

  private takeOne(from: string, { id, event, data }: Signal, isAll: boolean, here: LegHere): Taking {
    const place = signalPlaceOf(id);
    const last = this.last.get(from);
    if (last && comparePlaces(place, last) <= 0) {
      this.tally.drop('duplicate');
      return 'told';
    }
    const next = last?.leg === place.leg ? last.number + 1 : 1;
    if (!isAll && place.number !== next) {
      this.tally.drop('out_of_order');
      return 'lacks';
    }
    const told = { call_id: this.callId, from, signal_id: id, ...data };
    if (!here.tell(event, told as never)) return 'gone';
    this.last.set(from, place);
    this.spoke.add(from);
    return 'told';
  }

  private reach(from: string, place: SignalPlace): void {
    const later = laterPlace(this.last.get(from), place);
    if (later) this.last.set(from, later);
  }
}
