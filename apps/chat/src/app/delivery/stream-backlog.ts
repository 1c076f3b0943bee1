import { type PassingNews } from './change-publisher';
import { type ConversationChange } from './conversation-change';
import { type WaitingRoom } from './waiting-room';

/** The record has what is not kept here, so this is a matter of speed alone. */
const mostWaiting = 256;
const mostPassing = 32;

/** What a stream that is behind keeps until it is where it should be. */
export class StreamBacklog {
  private readonly changes = new Map<number, ConversationChange>();
  private readonly arriving = new Map<string, number>();
  private passing: PassingNews[] = [];
  private highest = 0;

  constructor(private readonly room: WaitingRoom) {}

  get arrivals(): Iterable<string> {
    return this.arriving.keys();
  }

  /** The latest version that is known of. */
  get target(): number {
    return this.highest;
  }

  /** Whether somebody waits to be let in. */
  get isAwaited(): boolean {
    return this.arriving.size > 0;
  }

  expect(version: number): void {
    this.highest = Math.max(this.highest, version);
  }

  keep(change: ConversationChange): void {
    if (this.changes.size >= mostWaiting || this.changes.has(change.version) || !this.room.enter()) return;
    this.changes.set(change.version, change);
  }

  keepPassing(news: PassingNews): void {
    if (this.passing.length < mostPassing && this.room.enter()) this.passing.push(news);
  }

  /** Lets somebody in at a version that is still to come. */
  arrive(userId: string, at: number): void {
    this.arriving.set(userId, at);
  }

  forget(userId: string): void {
    this.arriving.delete(userId);
  }

  /** The change of a version, which is not kept any longer. */
  take(version: number): ConversationChange | undefined {
    const change = this.changes.get(version);
    if (this.changes.delete(version)) this.room.leave(1);
    return change;
  }

  /** Who has waited for a version up to this one, and does not any longer. */
  arrivedBy(version: number): string[] {
    const arrived = [...this.arriving].filter(([, at]) => at <= version).map(([userId]) => userId);
    for (const each of arrived) this.arriving.delete(each);
    return arrived;
  }

  /** What has waited for a version up to this one, and does not any longer. */
  passingBy(version: number): PassingNews[] {
    const due = this.passing.filter((news) => news.version <= version);
    this.room.leave(due.length);
    if (due.length > 0) this.passing = this.passing.filter((news) => news.version > version);
    return due;
  }

  /** Forgets what belongs to versions up to this one: nobody will be told of them. */
  skipTo(version: number): void {
    for (const each of this.changes.keys()) if (each <= version) this.take(each);
    this.arrivedBy(version);
    this.passingBy(version);
  }

  /** Nothing is kept any longer. */
  close(): void {
    this.room.leave(this.changes.size + this.passing.length);
    this.changes.clear();
    this.passing = [];
  }

  isDone(version: number): boolean {
    return version >= this.highest;
  }
}
