import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type MediaState } from '@secureconnect/contracts';
import { Backplane, type Topic } from '@secureconnect/realtime';
import { isIn } from '../machine/standing';
import { LegBook } from './leg-book.port';
import { PassedSignals } from './passed-signals';
import { type Pair, type Signal } from './signal';
import { SIGNAL_BOUNDS, type SignalBounds } from './signal-bounds';
import { SignalInboxes } from './signal-inboxes';
import { type SignalNotice, type SignalsNotice } from './signal-notice';
import { SignalOutbox } from './signal-outbox';
import { signalIdPattern } from './signal-place';
import { SignalRefusedError } from './signal-refused.error';
import { SignalTally } from './signal-tally';
import { type Speaker, whyDeaf, whyMute } from './signal.policy';

const lookMs = 500;
/** What is lacking is asked for once, however much comes after it. */
const lackMs = 100;

/**
 * Passes signals on between the legs of a call, on whichever nodes they are. The sender's node numbers what she says to
 * each, keeps the last of it, and sends it to the leg it knows; the node of that leg tells each signal once and in order,
 * and says so. A leg that comes anew says so to all, and is given what it lacks.
 */
@Injectable()
export class Relay implements OnModuleInit, OnModuleDestroy {
  readonly tally = new SignalTally();
  private readonly outbox: SignalOutbox;
  private readonly inboxes: SignalInboxes;
  private readonly passed: PassedSignals;
  private readonly topic: Topic<SignalNotice>;
  private readonly lackedAt = new Map<string, number>();
  private unsubscribe: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    backplane: Backplane,
    private readonly book: LegBook,
    @Inject(SIGNAL_BOUNDS) bounds: SignalBounds,
  ) {
    const { tally } = this;
    this.topic = backplane.topic<SignalNotice>('signals');
    this.passed = new PassedSignals((passed) => this.topic.publish({ kind: 'passed', passed }));
    this.outbox = new SignalOutbox({
      ...{ book, bounds, tally },
      deliver: (notice) => this.deliver(notice),
      ask: (callId, userId) => this.ask(callId, userId),
    });
    this.inboxes = new SignalInboxes({
      ...{ book, tally },
      lacks: (callId, userId) => this.lack(callId, userId),
    });
  }

  onModuleInit(): void {
    this.unsubscribe = this.topic.subscribe({
      onNotice: (notice) => this.hear(notice),
      onGap: () => this.mayHaveMissed(),
    });
    this.timer = setInterval(() => this.look(), lookMs).unref();
  }

  onModuleDestroy(): void {
    this.passed.flush();
    clearInterval(this.timer);
    this.unsubscribe();
  }

  /** How much waits here for whoever may come back. */
  get sizes(): { readonly signals: number; readonly characters: number } {
    return { signals: this.outbox.kept.size, characters: this.outbox.kept.totalLength };
  }

  /** Passes it on, or throws why not. In the order of calls, and without waiting for anything. */
  send(speaker: Speaker, pair: Omit<Pair, 'from'>, signal: Omit<Signal, 'id'>): void {
    const leg = this.speakingLeg(speaker, pair.callId);
    const call = this.book.callOf(pair.callId);
    const why = call && whyDeaf(call, speaker.userId, pair.to);
    if (why) this.refuse(why);
    this.outbox.send({ ...pair, from: speaker.userId }, leg, signal, performance.now());
  }

  /** The number of the leg by which she speaks; throws where she may not. */
  speakingLeg(speaker: Speaker, callId: string): number {
    const leg = this.book.legOf(callId, speaker.userId);
    const why = whyMute(this.book.callOf(callId), leg, speaker);
    return leg && !why ? leg.leg : this.refuse(why ?? 'not_in_call');
  }

  /**
   * A socket here is her leg from now on: she is given what no node has passed on, or, where she says what she has, all
   * that came after it. To be called once the node holds it, and told her the call.
   */
  attached(callId: string, userId: string, have?: Readonly<Record<string, string>>): void {
    const here = this.book.legOf(callId, userId);
    if (!here) return;
    const { leg } = here;
    const inbox = this.inboxes.of(callId, userId, leg);
    const places =
      have && Object.fromEntries(Object.entries(have).filter(([, id]) => signalIdPattern.test(id)));
    if (places) inbox.has(places);
    const notice = { kind: 'leg', callId, userId, leg, ...(places && { have: places }) } as const;
    this.outbox.heardLeg(notice);
    this.topic.publish(notice);
  }

  /** Tells all others in the call what she sends. */
  tellMedia(callId: string, userId: string, media: MediaState): void {
    this.tellMediaHere(callId, userId, media);
    this.topic.publish({ kind: 'media', callId, userId, media });
  }

  private refuse(code: ConstructorParameters<typeof SignalRefusedError>[0]): never {
    this.tally.drop('refused');
    throw new SignalRefusedError(code);
  }

  private hear(notice: SignalNotice): void {
    if (notice.kind === 'leg') this.outbox.heardLeg(notice);
    else if (notice.kind === 'signals') this.take(notice);
    else if (notice.kind === 'passed')
      for (const { id, ...pair } of notice.passed) this.outbox.passed(pair, id);
    else if (notice.kind === 'media') this.tellMediaHere(notice.callId, notice.userId, notice.media);
    else if (notice.callId !== undefined && notice.userId !== undefined)
      this.attached(notice.callId, notice.userId);
    else this.sayWhoIsHere();
  }

  private take(notice: SignalsNotice): void {
    const passed = this.inboxes.take(notice);
    if (passed) this.passed.note(notice, passed);
  }

  private deliver(notice: SignalsNotice): void {
    if (this.book.legOf(notice.callId, notice.to)?.leg !== notice.leg) return this.topic.publish(notice);
    const passed = this.inboxes.take(notice);
    if (passed) this.outbox.passed(notice, passed);
  }

  private ask(callId: string, userId: string): void {
    if (this.book.legOf(callId, userId)) this.attached(callId, userId);
    else this.topic.publish({ kind: 'ask', callId, userId });
  }

  private lack(callId: string, userId: string): void {
    const key = `${callId} ${userId}`;
    const now = performance.now();
    if (now - (this.lackedAt.get(key) ?? -Infinity) < lackMs) return;
    this.lackedAt.set(key, now);
    this.attached(callId, userId);
  }

  /** What others said to the legs here, and where theirs are, may be lost. */
  private mayHaveMissed(): void {
    this.sayWhoIsHere();
    this.topic.publish({ kind: 'ask' });
  }

  private sayWhoIsHere(): void {
    for (const { callId, userId } of this.inboxes.people) this.attached(callId, userId);
  }

  private look(): void {
    const now = performance.now();
    this.outbox.look(now);
    this.inboxes.forgetGone();
    for (const [key, at] of this.lackedAt) if (now - at > lackMs) this.lackedAt.delete(key);
  }

  private tellMediaHere(callId: string, userId: string, media: MediaState): void {
    const told = { call_id: callId, user_id: userId, media };
    for (const each of this.book.callOf(callId)?.participants ?? [])
      if (isIn(each) && each.userId !== userId)
        this.book.legOf(callId, each.userId)?.tell('media.state', told);
  }
}
