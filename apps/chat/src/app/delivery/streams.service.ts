import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ChangeReader } from '../sync/change-reader';
import { Arrivals } from './arrivals';
import { CatchUps } from './catch-ups';
import { type PassingNews } from './change-publisher';
import { type ConversationChange } from './conversation-change';
import { DeliveryTally } from './delivery-tally';
import { GapNews } from './gap-news';
import { type Heard, HeardMeanwhile } from './heard-meanwhile';
import { LocalSockets } from './local-sockets';
import { Newcomers } from './newcomers';
import { PeopleHere } from './people-here';
import { Recheck } from './recheck';
import { RecordReads } from './record-reads';
import { type Admission, Stream, type StreamSurroundings } from './stream';
import { type ReadPlace, StreamRecord } from './stream-record.adapter';
import { WaitingRoom } from './waiting-room';

/** At 16 KiB each that is 80 MiB; most are a hundredth of that. */
const mostWaiting = 5_000;
const nobody: ReadonlySet<string> = new Set();

/** The conversations of everybody who is connected to this instance; decides which sockets an event goes to. */
@Injectable()
export class Streams implements OnModuleDestroy {
  readonly tally = new DeliveryTally();
  private readonly streams = new Map<string, Stream>();
  private readonly people = new PeopleHere();
  private readonly meanwhile = new HeardMeanwhile();
  private readonly gaps: GapNews;
  private readonly reads: RecordReads;
  private readonly catchUps: CatchUps;
  private readonly arrivals: Arrivals;
  private readonly newcomers: Newcomers;
  private readonly recheck: Recheck;

  constructor(
    record: StreamRecord,
    changes: ChangeReader,
    private readonly sockets: LocalSockets,
  ) {
    this.reads = new RecordReads(record, changes, this.tally);
    this.gaps = new GapNews(sockets, this.tally);
    this.catchUps = new CatchUps(this.reads, this.gaps, this.tally, (stream) => this.look(stream));
    this.arrivals = new Arrivals(this.reads, this.meanwhile, {
      isHere: (userId) => this.people.has(userId),
      admit: (place, heard, isLate) => this.admit(place, heard, isLate),
    });
    this.newcomers = new Newcomers(this.reads, this.meanwhile, {
      begin: (change, place, heard) => this.beginWith(change, place, heard),
      letIn: (userId) => void this.arrivals.let(userId, true),
    });
    this.recheck = new Recheck(this.rechecked());
  }

  /** How much there is of what, for metrics and health. */
  get sizes() {
    return {
      people: this.people.size,
      streams: this.streams.size,
      catching_up: this.catchUps.size,
      waiting: this.surroundings.room.size,
      arriving: this.arrivals.size + this.newcomers.size,
      is_rechecking: this.recheck.isPending,
    };
  }

  /**
   * A socket of hers is open. True once she is told all that happens from then on, so that what she asks
   * of the record afterwards leaves no gap; false if the record is away: she is let in later, and told `sync.gap` then.
   */
  enter(userId: string): Promise<boolean> {
    return this.people.enter(userId, () => this.arrivals.let(userId));
  }

  /** A socket of hers is closed. */
  leave(userId: string): void {
    for (const stream of this.people.leave(userId) ?? []) {
      stream.leave(userId);
      this.look(stream);
    }
  }

  /** Who here is told what happens in a conversation. */
  peopleIn(conversationId: string): ReadonlySet<string> {
    return this.streams.get(conversationId)?.listeners ?? nobody;
  }

  /** The version up to which they were told; undefined: nobody here is in it. */
  versionOf(conversationId: string): number | undefined {
    return this.streams.get(conversationId)?.version;
  }

  /** Something happened, here or elsewhere. */
  hear(change: ConversationChange): void {
    this.meanwhile.note(change);
    const stream = this.streams.get(change.conversation_id);
    if (!stream) return this.mayBegin(change);
    stream.hear(change);
    this.look(stream);
  }

  /** Something passes by. */
  pass(news: PassingNews): void {
    const stream = this.streams.get(news.conversation_id);
    if (!stream) return;
    stream.pass(news);
    this.look(stream);
  }

  /** News may have been lost: the record is asked. */
  mayHaveMissed(): void {
    this.tally.gapsHeard += 1;
    this.recheck.begin();
  }

  onModuleDestroy(): void {
    for (const each of [this.gaps, this.catchUps, this.arrivals, this.recheck]) each.onModuleDestroy();
  }

  private mayBegin(change: ConversationChange): void {
    const joined = change.joined?.filter((userId) => this.people.has(userId)) ?? [];
    if (joined.length > 0) this.newcomers.add(joined, change);
  }

  /** Somebody here is in it from this change on. */
  private beginWith(change: ConversationChange, place: ReadPlace, heard: Heard): void {
    const { userId, conversationId } = place;
    if (!this.people.has(userId)) return;
    if (this.streams.has(conversationId)) return void this.admit(place, heard, true);
    const stream = this.begin(conversationId, change.version - 1);
    stream.hear(change);
    this.bringTo(stream, place, heard);
    this.look(stream);
  }

  private bringTo(stream: Stream, { conversationId, version }: ReadPlace, heard: Heard): void {
    const known = Math.max(version, heard.get(conversationId) ?? 0);
    if (known > stream.version) stream.expect(known);
    if (stream.isBehind) this.catchUps.now(stream);
  }

  private begin(conversationId: string, version: number): Stream {
    const stream = new Stream(conversationId, version, this.surroundings);
    this.streams.set(conversationId, stream);
    return stream;
  }

  private readonly surroundings: StreamSurroundings = {
    room: new WaitingRoom(mostWaiting),
    isHere: (userId) => this.people.has(userId),
    tell: (told, people) => this.tell(told, people),
    entered: (userId, stream) => this.people.joined(userId, stream),
    gone: (userId, stream) => this.people.gone(userId, stream),
  };

  private tell({ event, data }: ConversationChange | PassingNews, people: ReadonlySet<string>): void {
    this.sockets.tell(people, event, data);
    this.tally.told += people.size;
  }

  private admit(place: ReadPlace, heard: Heard, isLate: boolean): Admission {
    const { userId, conversationId, version } = place;
    const stream = this.streams.get(conversationId) ?? this.begin(conversationId, version);
    const isNew = !this.people.isIn(userId, stream);
    const admission = stream.admit(userId, version);
    this.bringTo(stream, place, heard);
    if (isLate && isNew && admission !== 'again') this.gaps.add(userId, conversationId);
    return admission;
  }

  /** Whether it goes on, and whether it must be helped. */
  private look(stream: Stream): void {
    if (stream.isEmpty) {
      this.catchUps.stop(stream);
      stream.settle();
      if (this.streams.get(stream.conversationId) === stream) this.streams.delete(stream.conversationId);
    } else if (stream.isBehind) this.catchUps.soon(stream);
  }

  private rechecked() {
    const { streams, people } = this;
    return {
      get conversationIds() {
        return streams.keys();
      },
      get userIds() {
        return people.ids;
      },
      compare: (ids: readonly string[]) => this.compare(ids),
      letIn: async (ids: readonly string[]) =>
        (await Promise.all(ids.map((userId) => this.arrivals.let(userId, true)))).every(Boolean),
    };
  }

  private async compare(conversationIds: readonly string[]): Promise<void> {
    for (const [id, version] of await this.reads.versionsOf(conversationIds)) {
      const stream = this.streams.get(id);
      if (!stream || stream.version >= version) continue;
      stream.expect(version);
      this.catchUps.now(stream);
    }
  }
}
