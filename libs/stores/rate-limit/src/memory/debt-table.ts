import { type CountedPolicy, toleranceMs } from './counted-policy';

/** How many places are looked at, each time, for one to give up. */
const sampled = 8;
const samples = 4;

const { floor, random } = Math;
const never = -Infinity;

/** Nowhere: there is no place, or none that may be given up. */
export const nowhere = -1;

// Whether a place is among those whose debt Redis does not know: no; yes; it was, before it was given up.
const [none, live, stale] = [0, 1, 2];

/** One subject under one policy. */
export interface SubjectDebt {
  readonly counted: CountedPolicy;
  readonly subject: string;
}

/**
 * When each subject will be at rest (by the clock of the limiter, in ms), for so many subjects and no more. Who is at
 * rest makes room for others; where nobody is, of a sample the least indebted does, and never one over its limit.
 */
export class DebtTable {
  private readonly restAt: Float64Array;
  private readonly owners: (CountedPolicy | undefined)[] = [];
  private readonly subjects: string[] = [];
  private readonly changed: Uint8Array;
  private readonly changes: number[] = [];
  private readonly free: number[] = [];
  private hand = 0;
  /** Places that were given up for others. */
  evictions = 0;
  /** Subjects for whom there was no place. */
  turnedAway = 0;
  /** Subjects whose debt was made here and is not in Redis yet. */
  unsettled = 0;

  constructor(readonly capacity: number) {
    this.restAt = new Float64Array(capacity);
    this.changed = new Uint8Array(capacity);
  }

  /** Subjects that have a place. */
  get size(): number {
    return this.owners.length - this.free.length;
  }

  /** When whoever has this place will be at rest; long ago where nobody has. */
  at(place: number): number {
    return place === nowhere ? never : (this.restAt[place] as number);
  }

  find(counted: CountedPolicy, subject: string): number {
    return counted.places.get(subject) ?? nowhere;
  }

  /** The place of a subject, new if need be; nowhere where all others are over their limits. */
  place(counted: CountedPolicy, subject: string, now: number, instances: number): number {
    const found = counted.places.get(subject);
    if (found !== undefined) return found;
    this.tidy(now);
    const place = this.vacancy(now, instances);
    if (place === nowhere) return nowhere;
    counted.places.set(subject, place);
    this.owners[place] = counted;
    this.subjects[place] = subject;
    this.restAt[place] = never;
    return place;
  }

  set(place: number, restAt: number): void {
    this.restAt[place] = restAt;
  }

  /** What Redis or another instance says: of two debts the larger holds. */
  learn(place: number, restAt: number): void {
    if (restAt > (this.restAt[place] as number)) this.restAt[place] = restAt;
  }

  /** Whether a place is still the one of this subject. */
  holds(place: number, counted: CountedPolicy, subject: string): boolean {
    return this.owners[place] === counted && this.subjects[place] === subject;
  }

  /** The debt here has grown and Redis does not know. */
  mark(place: number): void {
    const before = this.changed[place];
    if (before === live) return;
    this.changed[place] = live;
    this.unsettled += 1;
    if (before === none) this.changes.push(place);
  }

  /** Takes out so many of those that Redis does not know. */
  takeChanged(count: number): SubjectDebt[] {
    const taken: SubjectDebt[] = [];
    while (taken.length < count && this.changes.length > 0) {
      const place = this.changes.pop() as number;
      const isLive = this.changed[place] === live;
      this.changed[place] = none;
      if (!isLive) continue;
      this.unsettled -= 1;
      taken.push({ counted: this.owners[place] as CountedPolicy, subject: this.subjects[place] as string });
    }
    return taken;
  }

  /** Whoever had this debt has none. */
  forget(counted: CountedPolicy, subject: string): void {
    const place = this.find(counted, subject);
    if (place !== nowhere) this.vacate(place);
  }

  /** All that are not at rest. */
  *indebted(now: number): Generator<SubjectDebt & { readonly debt: number }> {
    for (let place = 0; place < this.owners.length; place += 1) {
      const counted = this.owners[place];
      const debt = this.at(place) - now;
      if (counted && debt > 0) yield { counted, subject: this.subjects[place] as string, debt };
    }
  }

  /** A newcomer leaves the table tidier than it came: so what has ended goes without a timer. */
  private tidy(now: number): void {
    for (let look = 0; look < 2 && this.owners.length > 0; look += 1) {
      this.hand = (this.hand + 1) % this.owners.length;
      if (this.owners[this.hand] !== undefined && this.isAtRest(this.hand, now)) this.vacate(this.hand);
    }
  }

  private vacancy(now: number, instances: number): number {
    const freed = this.free.pop();
    if (freed !== undefined) return freed;
    if (this.owners.length < this.capacity) return this.owners.push(undefined) - 1;
    for (let sample = 0; sample < samples; sample += 1) {
      const least = this.leastIndebted(now, instances);
      if (least === nowhere) continue;
      this.evictions += Number(!this.isAtRest(least, now));
      this.vacate(least);
      return this.free.pop() as number;
    }
    this.turnedAway += 1;
    return nowhere;
  }

  /** Of a sample, by the part of its bound that it owes: debts under different policies are not alike in ms. */
  private leastIndebted(now: number, instances: number): number {
    let least = nowhere;
    let leastPart = -never;
    for (let look = 0; look < sampled; look += 1) {
      const place = floor(random() * this.capacity);
      const { intervalMs, boundMs } = this.owners[place] as CountedPolicy;
      const debt = this.at(place) - now;
      const cost = intervalMs * instances;
      const isOver = debt > 0 && debt + cost > (cost > boundMs ? cost : boundMs) + toleranceMs;
      if (isOver || debt / boundMs >= leastPart) continue;
      [least, leastPart] = [place, debt / boundMs];
    }
    return least;
  }

  private isAtRest(place: number, now: number): boolean {
    return (this.restAt[place] as number) <= now;
  }

  private vacate(place: number): void {
    this.owners[place]?.places.delete(this.subjects[place] as string);
    this.owners[place] = undefined;
    this.subjects[place] = '';
    this.free.push(place);
    if (this.changed[place] !== live) return;
    this.changed[place] = stale;
    this.unsettled -= 1;
  }
}
