import { type Call } from '../machine/call';
import { isIn, isOver, participantOf } from '../machine/standing';
import { KeptSignals, type SaidToOne } from './kept-signals';
import { KnownLegs } from './known-legs';
import { type LegBook } from './leg-book.port';
import { type Pair, type Signal } from './signal';
import { type SignalBounds } from './signal-bounds';
import { type LegNotice, type SignalsNotice } from './signal-notice';
import { signalIdOf, type SignalPlace, signalPlaceOf } from './signal-place';
import { type SignalTally } from './signal-tally';

/** What an outbox works with. */
export interface OutboxSurroundings {
  readonly book: LegBook;
  readonly bounds: SignalBounds;
  readonly tally: SignalTally;
  /** To the leg it is for, wherever that is. */
  readonly deliver: (notice: SignalsNotice) => void;
  /** Whoever holds her leg is to say so. */
  readonly ask: (callId: string, userId: string) => void;
}

/** What people here say to others: numbered, kept for seconds, and sent to the leg that is known, in order. */
export class SignalOutbox {
  readonly kept: KeptSignals;
  private readonly legs: KnownLegs;

  constructor(private readonly around: OutboxSurroundings) {
    this.kept = new KeptSignals(around.bounds, (reason) => around.tally.drop(reason));
    this.legs = new KnownLegs(around.book);
  }

  /** By the sender's leg of this number; never throws and never waits. */
  send(pair: Pair, senderLeg: number, what: Omit<Signal, 'id'>, now: number): void {
    const { book, tally } = this.around;
    const said = this.kept.of(pair);
    const number = said.last?.leg === senderLeg ? said.last.number + 1 : 1;
    const place = { leg: senderLeg, number };
    const signal = { id: signalIdOf(place), ...what };
    this.kept.add(said, signal, place, now);
    const leg = this.legs.of(pair.callId, pair.to);
    if (leg === undefined) {
      tally.went(what.event, 'waits');
      return this.ask(said, now);
    }
    tally.went(what.event, book.legOf(pair.callId, pair.to)?.leg === leg ? 'local' : 'remote');
    this.around.deliver({ kind: 'signals', ...pair, leg, signals: [signal] });
  }

  /** A leg is somewhere: it is given what it lacks. */
  heardLeg(notice: LegNotice): void {
    if (!this.legs.hear(notice)) return;
    const { callId, userId, leg, have } = notice;
    for (const said of this.kept.to(callId, userId)) {
      if (!said.last || !this.mayPass(said)) continue;
      const floor = have ? placeIn(have, said.pair.from) : said.passed;
      const upTo = signalIdOf(said.last);
      this.around.deliver({ kind: 'signals', ...said.pair, leg, signals: said.after(floor), upTo });
    }
  }

  passed(pair: Pair, id: string): void {
    this.kept.pass(pair, signalPlaceOf(id));
  }

  /** Forgets what is old or of calls that are over; asks after what nobody has passed on. */
  look(now: number): void {
    this.kept.forgetOld(now);
    this.legs.forgetOver();
    for (const said of [...this.kept.all]) {
      const call = this.around.book.callOf(said.pair.callId);
      if (!call || isOver(call)) this.kept.forget(said);
      else if (
        isConnected(call, said.pair.to) &&
        (said.waiting?.at ?? Infinity) <= now - this.around.bounds.askAgainMs
      )
        this.ask(said, now);
    }
  }

  private ask(said: SaidToOne, now: number): void {
    if (now - said.askedAt < this.around.bounds.askAgainMs) return;
    said.askedAt = now;
    this.around.ask(said.pair.callId, said.pair.to);
  }

  /** Who was put out meanwhile is not heard any more. */
  private mayPass({ pair: { callId, from, to } }: SaidToOne): boolean {
    const call = this.around.book.callOf(callId);
    return [from, to].every((userId) => {
      const participant = call && participantOf(call, userId);
      return participant !== undefined && isIn(participant);
    });
  }
}

const isConnected = (call: Call, userId: string): boolean => participantOf(call, userId)?.state === 'joined';

const placeIn = (have: Readonly<Record<string, string>>, userId: string): SignalPlace | undefined => {
  const id = have[userId];
  return id === undefined ? undefined : signalPlaceOf(id);
};
