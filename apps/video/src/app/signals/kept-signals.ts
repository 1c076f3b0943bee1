import { Grouping } from '@secureconnect/platform';
import { type DropReason } from './signal-tally';
import { type Pair, type Signal } from './signal';
import { type SignalBounds } from './signal-bounds';
import { comparePlaces, laterPlace, type SignalPlace } from './signal-place';

interface Kept {
  readonly pair: SaidToOne;
  readonly signal: Signal;
  readonly place: SignalPlace;
  readonly length: number;
  readonly at: number;
}

const keyOf = ({ callId, from, to }: Pair): string => `${callId} ${from} ${to}`;
const hearerKey = ({ callId, to }: Omit<Pair, 'from'>): string => `${callId} ${to}`;

/** What one sender has said to one recipient from this node. */
export class SaidToOne {
  readonly kept: Kept[] = [];
  /** The last that was said. */
  last: SignalPlace | undefined;
  /** The last that a node has passed on to a socket. */
  passed: SignalPlace | undefined;
  askedAt = -Infinity;

  constructor(readonly pair: Pair) {}

  /** In their order. */
  after(place: SignalPlace | undefined): Signal[] {
    const isLater = (each: Kept): boolean => !place || comparePlaces(each.place, place) > 0;
    return this.kept.filter(isLater).map(({ signal }) => signal);
  }

  /** The oldest that nobody has passed on. */
  get waiting(): Kept | undefined {
    const { passed } = this;
    return this.kept.find(({ place }) => !passed || comparePlaces(place, passed) > 0);
  }
}

/** The last of what was said here, for who comes back within seconds: so much of it and no more. */
export class KeptSignals {
  private readonly pairs = new Map<string, SaidToOne>();
  private readonly byHearer = new Grouping<SaidToOne>();
  /** Over all pairs, oldest first. */
  private readonly order = new Set<Kept>();
  private readonly senders = new Map<string, { length: number; readonly order: Set<Kept> }>();
  private length = 0;

  constructor(
    private readonly bounds: SignalBounds,
    private readonly onDropped: (reason: DropReason) => void,
  ) {}

  get size(): number {
    return this.order.size;
  }

  get totalLength(): number {
    return this.length;
  }

  get all(): Iterable<SaidToOne> {
    return this.pairs.values();
  }

  of(pair: Pair): SaidToOne {
    const key = keyOf(pair);
    const known = this.pairs.get(key);
    if (known) return known;
    const said = new SaidToOne(pair);
    this.pairs.set(key, said);
    this.byHearer.add(hearerKey(pair), said);
    return said;
  }

  /** Keeps it, at the expense of what is older. */
  add(pair: SaidToOne, signal: Signal, place: SignalPlace, now: number): void {
    const kept = { pair, signal, place, length: JSON.stringify(signal.data).length, at: now };
    pair.kept.push(kept);
    pair.last = place;
    this.order.add(kept);
    const sender = this.senderOf(pair);
    sender.order.add(kept);
    sender.length += kept.length;
    this.length += kept.length;
    this.makeRoom(pair);
  }

  /** A node has passed on everything up to there. */
  pass(pair: Pair, place: SignalPlace): void {
    const said = this.pairs.get(keyOf(pair));
    if (said) said.passed = laterPlace(said.passed, place);
  }

  forgetOld(now: number): void {
    for (const kept of this.order) {
      if (now - kept.at < this.bounds.keptMs) return;
      this.drop(kept, 'old');
    }
  }

  /** Nothing more is said between these. */
  forget(said: SaidToOne): void {
    for (const kept of [...said.kept]) this.drop(kept, 'over');
    this.pairs.delete(keyOf(said.pair));
    this.byHearer.delete(hearerKey(said.pair), said);
  }

  /** By everybody here to somebody. */
  to(callId: string, to: string): readonly SaidToOne[] {
    return this.byHearer.of(hearerKey({ callId, to }));
  }

  private makeRoom(said: SaidToOne): void {
    const { mostOfPair, mostLengthOfSender, mostLength, mostSignals } = this.bounds;
    const sender = this.senderOf(said);
    while (said.kept.length > mostOfPair) this.dropOldest(said.kept);
    while (sender.length > mostLengthOfSender) this.dropOldest(sender.order);
    while (this.length > mostLength || this.order.size > mostSignals) this.dropOldest(this.order);
  }

  private dropOldest(those: Iterable<Kept>): void {
    for (const kept of those) return this.drop(kept, 'full');
  }

  private drop(kept: Kept, reason: DropReason): void {
    const { pair, place } = kept;
    pair.kept.splice(pair.kept.indexOf(kept), 1);
    this.order.delete(kept);
    const sender = this.senderOf(pair);
    sender.order.delete(kept);
    sender.length -= kept.length;
    this.length -= kept.length;
    if (sender.order.size === 0) this.senders.delete(pair.pair.from);
    // What was passed on and is not kept any more is no loss.
    if (!pair.passed || comparePlaces(place, pair.passed) > 0) this.onDropped(reason);
  }

  private senderOf({ pair: { from } }: SaidToOne): { length: number; readonly order: Set<Kept> } {
    const known = this.senders.get(from) ?? { length: 0, order: new Set<Kept>() };
    this.senders.set(from, known);
    return known;
  }
}
