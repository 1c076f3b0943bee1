import { type OnModuleDestroy } from '@nestjs/common';
import { patienceMs } from '@secureconnect/realtime';
import { type DeliveryTally } from './delivery-tally';
import { type GapNews } from './gap-news';
import { type RecordReads } from './record-reads';
import { type Stream } from './stream';

/** For the changes in between: two instances that commit one after the other may be heard the other way round. */
const graceMs = 100;
const batch = 200;
/** More than this is fetched by those who want it. */
const mostTold = 1_000;
/** People learn that they are behind once the record has not answered this often in a row: after some seconds. */
const tellAfterFailures = 6;

interface CatchUp {
  timer?: NodeJS.Timeout;
  failures: number;
}

/** Brings streams that are behind to where the record is; one reader a conversation. */
export class CatchUps implements OnModuleDestroy {
  private readonly due = new Map<Stream, CatchUp>();

  constructor(
    private readonly reads: RecordReads,
    private readonly gaps: GapNews,
    private readonly tally: DeliveryTally,
    private readonly onChanged: (stream: Stream) => void,
  ) {}

  /** Streams that are to be read, or are being read. */
  get size(): number {
    return this.due.size;
  }

  /** Unless what is missing comes by itself. */
  soon(stream: Stream): void {
    if (!this.due.has(stream)) this.arm(stream, { failures: 0 }, graceMs);
  }

  /** Without waiting for what might come. */
  now(stream: Stream): void {
    const entry = this.due.get(stream) ?? { failures: 0 };
    if (this.due.has(stream) && !entry.timer) return;
    clearTimeout(entry.timer);
    this.begin(stream, entry);
  }

  /** The stream has ended. */
  stop(stream: Stream): void {
    clearTimeout(this.due.get(stream)?.timer);
    this.due.delete(stream);
  }

  onModuleDestroy(): void {
    for (const stream of this.due.keys()) this.stop(stream);
  }

  private arm(stream: Stream, entry: CatchUp, ms: number): void {
    const fire = () => (stream.isBehind ? this.begin(stream, entry) : this.stop(stream));
    entry.timer = setTimeout(fire, ms).unref();
    this.due.set(stream, entry);
  }

  private begin(stream: Stream, entry: CatchUp): void {
    entry.timer = undefined;
    this.due.set(stream, entry);
    void this.read(stream).then(
      () => this.due.get(stream) === entry && this.due.delete(stream) && this.onChanged(stream),
      () => this.due.get(stream) === entry && this.failed(stream, entry),
    );
  }

  private failed(stream: Stream, entry: CatchUp): void {
    this.tally.catchUps.failed += 1;
    entry.failures += 1;
    if (entry.failures === tellAfterFailures) this.tellGap(stream, stream.people);
    this.arm(stream, entry, patienceMs(entry.failures));
  }

  private async read(stream: Stream): Promise<void> {
    do {
      if (stream.lag > mostTold) return this.giveUp(stream);
      const from = stream.version;
      const found = await this.reads.changesAfter(stream.conversationId, from, batch);
      // A stream that has ended tells nobody; one that nobody is in any longer ends.
      if (!this.due.has(stream)) return;
      for (const change of found) stream.hear(change);
      if (found.length === 0) stream.settle();
      // A hole in the record must not hold a stream for ever.
      else if (stream.version === from) return this.giveUp(stream);
    } while (stream.isBehind);
    this.tally.catchUps.caught_up += 1;
  }

  /** There is more than anybody wants to be told in a row: those who are still in it go on from now. */
  private async giveUp(stream: Stream): Promise<void> {
    this.tally.catchUps.gave_up += 1;
    for (;;) {
      const asked = stream.people;
      const read = await this.reads.membersAmong(stream.conversationId, [...asked]);
      if (!this.due.has(stream)) return;
      const isWhole = [...stream.people].every((each) => asked.has(each));
      if (!isWhole) continue;
      this.tellGap(stream, asked);
      return read ? stream.jump(read.version, read.members) : stream.settle();
    }
  }

  private tellGap(stream: Stream, people: Iterable<string>): void {
    for (const each of people) this.gaps.add(each, stream.conversationId);
  }
}
