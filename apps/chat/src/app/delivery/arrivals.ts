import { type OnModuleDestroy } from '@nestjs/common';
import { type Heard, type HeardMeanwhile } from './heard-meanwhile';
import { patienceMs } from './patience';
import { type RecordReads } from './record-reads';
import { type ReadPlace } from './stream-record.adapter';
import { type Admission } from './stream';

/** People a statement. */
const batch = 100;
const mostStatements = 2;

/** What arriving needs of the streams. */
export interface ArrivalSurroundings {
  isHere(userId: string): boolean;
  admit(place: ReadPlace, heard: Heard, isLate: boolean): Admission;
}

interface Arrival {
  /** Whether she is here for long already, and must be told what she is let in to now. */
  isLate: boolean;
  failures: number;
  readonly settled: ((isAdmitted: boolean) => void)[];
}

type Arriving = ReadonlyMap<string, Arrival>;

/** Lets people into the streams of their conversations: reads where they are members, a hundred people a statement. */
export class Arrivals implements OnModuleDestroy {
  private readonly queue = new Map<string, Arrival>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isPumping = false;
  private underway = 0;

  constructor(
    private readonly reads: RecordReads,
    private readonly meanwhile: HeardMeanwhile,
    private readonly surroundings: ArrivalSurroundings,
  ) {}

  /** People whose places are still to be read. */
  get size(): number {
    return this.queue.size;
  }

  /** True once she is let in everywhere; false if the record does not answer: then later. */
  let(userId: string, isLate = false): Promise<boolean> {
    return new Promise((resolve) => this.enqueue(userId, { isLate, failures: 0, settled: [resolve] }));
  }

  onModuleDestroy(): void {
    for (const each of this.timers) clearTimeout(each);
  }

  private enqueue(userId: string, arrival: Arrival): void {
    const waiting = this.queue.get(userId);
    if (!waiting) this.queue.set(userId, arrival);
    else {
      waiting.settled.push(...arrival.settled);
      waiting.isLate ||= arrival.isLate;
    }
    if (this.isPumping) return;
    this.isPumping = true;
    // Those who come in one turn are read together.
    setImmediate(() => this.pump());
  }

  private pump(): void {
    this.isPumping = false;
    while (this.queue.size > 0 && this.underway < mostStatements) {
      const arrivals = new Map([...this.queue].slice(0, batch));
      for (const each of arrivals.keys()) this.queue.delete(each);
      this.underway += 1;
      void this.read(arrivals).finally(() => {
        this.underway -= 1;
        this.pump();
      });
    }
  }

  private async read(arrivals: Arriving): Promise<void> {
    try {
      const read = () => this.reads.placesOf([...arrivals.keys()]);
      const { found, heard } = await this.meanwhile.during(read);
      this.letIn(arrivals, found, heard);
    } catch {
      this.later(arrivals); // Counted where it was read.
    }
  }

  private letIn(arrivals: Arriving, places: readonly ReadPlace[], heard: Heard): void {
    const again = new Set<string>();
    for (const place of places) {
      const { userId } = place;
      if (!this.surroundings.isHere(userId)) continue;
      const isLate = arrivals.get(userId)?.isLate ?? false;
      if (this.surroundings.admit(place, heard, isLate) === 'again') again.add(userId);
    }
    for (const [userId, arrival] of arrivals) {
      if (again.has(userId)) this.enqueue(userId, arrival);
      else for (const settle of arrival.settled) settle(true);
    }
  }

  /** Nobody waits for a record that is away; once it is back, people learn what they are let in to. */
  private later(arrivals: Arriving): void {
    const [first] = arrivals.values();
    const failures = (first?.failures ?? 0) + 1;
    for (const arrival of arrivals.values()) for (const settle of arrival.settled.splice(0)) settle(false);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      for (const userId of arrivals.keys())
        if (this.surroundings.isHere(userId)) this.enqueue(userId, { isLate: true, failures, settled: [] });
    }, patienceMs(failures)).unref();
    this.timers.add(timer);
  }
}
