import { type OnModuleDestroy } from '@nestjs/common';
import { BulkQuestions } from '@secureconnect/realtime';
import { type Heard, type HeardMeanwhile } from './heard-meanwhile';
import { type RecordReads } from './record-reads';
import { type ReadPlace } from './stream-record.adapter';
import { type Admission } from './stream';

/** What arriving needs of the streams. */
export interface ArrivalSurroundings {
  isHere(userId: string): boolean;
  admit(place: ReadPlace, heard: Heard, isLate: boolean): Admission;
}

interface Arrival {
  /** Whether she is here for long already, and must be told what she is let in to now. */
  isLate: boolean;
  readonly settled: ((isAdmitted: boolean) => void)[];
}

type Arriving = ReadonlyMap<string, Arrival>;

/** Lets people into the streams of their conversations: reads where they are members, many people a statement. */
export class Arrivals implements OnModuleDestroy {
  private readonly questions: BulkQuestions<Arrival>;

  constructor(
    private readonly reads: RecordReads,
    private readonly meanwhile: HeardMeanwhile,
    private readonly surroundings: ArrivalSurroundings,
  ) {
    this.questions = new BulkQuestions<Arrival>({
      ask: (arrivals) => this.read(arrivals),
      merge: (waiting, more) => {
        waiting.settled.push(...more.settled);
        waiting.isLate ||= more.isLate;
      },
      // Nobody waits for a record that is away; once it is back, people learn what they are let in to.
      unanswered: (arrival) => {
        for (const settle of arrival.settled.splice(0)) settle(false);
        arrival.isLate = true;
      },
      isWanted: (userId) => surroundings.isHere(userId),
    });
  }

  /** People whose places are still to be read. */
  get size(): number {
    return this.questions.size;
  }

  /** True once she is let in everywhere; false if the record does not answer: then later. */
  let(userId: string, isLate = false): Promise<boolean> {
    return new Promise((resolve) => this.questions.add(userId, { isLate, settled: [resolve] }));
  }

  onModuleDestroy(): void {
    this.questions.stop();
  }

  private async read(arrivals: Arriving): Promise<void> {
    const read = () => this.reads.placesOf([...arrivals.keys()]);
    const { found, heard } = await this.meanwhile.during(read);
    this.letIn(arrivals, found, heard);
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
      if (again.has(userId)) this.questions.add(userId, arrival);
      else for (const settle of arrival.settled) settle(true);
    }
  }
}
