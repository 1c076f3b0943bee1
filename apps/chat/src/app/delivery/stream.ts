import { type PassingNews } from './change-publisher';
import { type ConversationChange } from './conversation-change';
import { StreamBacklog } from './stream-backlog';
import { type WaitingRoom } from './waiting-room';

/** What a stream needs to know of the node it is on, and tells it. */
export interface StreamSurroundings {
  /** Whether somebody is connected to this node. */
  isHere(userId: string): boolean;
  tell(told: ConversationChange | PassingNews, people: ReadonlySet<string>): void;
  /** For what cannot be told yet. */
  readonly room: WaitingRoom;
  entered(userId: string, stream: Stream): void;
  gone(userId: string, stream: Stream): void;
}

/** How it went to let somebody in: she is told from now on; or once the stream is where her membership was read; or it is to be read again. */
export type Admission = 'admitted' | 'waits' | 'again';

/** A conversation on one node: tells its members here each of its changes once, in their order, and only of their time. */
export class Stream {
  private readonly members = new Set<string>();
  private backlog: StreamBacklog | undefined;
  private toldVersion: number;
  /** Who left before the stream began is unknown to it. */
  private lastDeparture: number;

  constructor(
    readonly conversationId: string,
    beginsAfter: number,
    private readonly surroundings: StreamSurroundings,
  ) {
    this.toldVersion = beginsAfter;
    this.lastDeparture = beginsAfter;
  }

  /** Told up to here. */
  get version(): number {
    return this.toldVersion;
  }

  /** Whether there is a change it has not told. */
  get isBehind(): boolean {
    return this.backlog !== undefined;
  }

  /** How many changes that it knows of it has not told. */
  get lag(): number {
    return Math.max(0, (this.backlog?.target ?? 0) - this.toldVersion);
  }

  /** Nobody here is in it, or about to be. */
  get isEmpty(): boolean {
    return this.members.size === 0 && !this.backlog?.isAwaited;
  }

  /** Those who are told now. */
  get listeners(): ReadonlySet<string> {
    return this.members;
  }

  /** Those who are told, and those who will be. */
  get people(): ReadonlySet<string> {
    return new Set([...this.members, ...(this.backlog?.arrivals ?? [])]);
  }

  /** Tells the next change at once, keeps a later one, drops one that was told. */
  hear(change: ConversationChange): void {
    if (change.version <= this.toldVersion) return;
    if (change.version > this.toldVersion + 1) {
      this.expect(change.version).keep(change);
      return;
    }
    this.advance(change);
    this.catchUp();
  }

  /** Tells what passes by once everything was told that is known of: who is removed by it hears none of it. */
  pass(news: PassingNews): void {
    const version = Math.max(news.version, this.backlog?.target ?? 0);
    if (version > this.toldVersion) this.expect(version).keepPassing({ ...news, version });
    else this.tellPassing(news);
  }

  /** There are changes up to this version. */
  expect(version: number): StreamBacklog {
    this.backlog ??= new StreamBacklog(this.surroundings.room);
    this.backlog.expect(version);
    return this.backlog;
  }

  /** Lets somebody in who was a member at a version of the record. */
  admit(userId: string, at: number): Admission {
    if (this.members.has(userId)) return 'admitted';
    if (at > this.toldVersion) {
      this.expect(at).arrive(userId, at);
      return 'waits';
    }
    // She may be among those who have left since.
    if (this.lastDeparture > at) return 'again';
    this.add(userId);
    return 'admitted';
  }

  /** Somebody is not connected here any more. */
  leave(userId: string): void {
    this.backlog?.forget(userId);
    this.remove(userId);
  }

  /** Goes on behind a version without telling what led to it; only those named are members then. */
  jump(version: number, members: Iterable<string>): void {
    if (version < this.toldVersion) return;
    this.toldVersion = this.lastDeparture = version;
    const present = new Set(members);
    for (const each of [...this.members]) if (!present.has(each)) this.remove(each);
    for (const each of present) if (this.surroundings.isHere(each)) this.add(each);
    this.backlog?.skipTo(version);
    this.catchUp();
  }

  /** The record knows of nothing more, or nobody is to be told any more. */
  settle(): void {
    this.backlog?.close();
    this.backlog = undefined;
  }

  private advance(change: ConversationChange): void {
    for (const each of change.joined ?? []) if (this.surroundings.isHere(each)) this.add(each);
    this.toldVersion = change.version;
    this.tellChange(change);
    const left = change.event === 'conversation.deleted' ? [...this.members] : (change.left ?? []);
    if (left.length > 0) this.lastDeparture = change.version;
    for (const each of left) this.remove(each);
  }

  private tellChange({ newcomers, recorded, ...change }: ConversationChange): void {
    const ends = new Set(change.left);
    const gone = new Set(recorded?.gone.filter((each) => !ends.has(each)));
    const present = without(this.members, gone);
    const later = new Set((newcomers?.people ?? []).filter((each) => present.has(each)));
    const people = without(present, later);
    if (people.size > 0) this.surroundings.tell(change as ConversationChange, people);
    if (newcomers && later.size > 0) this.surroundings.tell(newcomers.change, later);
  }

  /** Tells what has waited for this version, and for those that follow it. */
  private catchUp(): void {
    const { backlog } = this;
    if (!backlog) return;
    for (let next: ConversationChange | undefined; ; this.advance(next)) {
      for (const each of backlog.arrivedBy(this.toldVersion)) this.add(each);
      for (const each of backlog.passingBy(this.toldVersion)) this.tellPassing(each);
      next = backlog.take(this.toldVersion + 1);
      if (!next) break;
    }
    if (backlog.isDone(this.toldVersion)) this.settle();
  }

  private tellPassing(news: PassingNews): void {
    const people = new Set(this.members);
    if (news.except !== undefined) people.delete(news.except);
    if (people.size > 0) this.surroundings.tell(news, people);
  }

  private add(userId: string): void {
    if (this.members.has(userId)) return;
    this.members.add(userId);
    this.surroundings.entered(userId, this);
  }

  private remove(userId: string): void {
    if (this.members.delete(userId)) this.surroundings.gone(userId, this);
  }
}

const without = (people: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  others.size === 0 ? people : new Set([...people].filter((each) => !others.has(each)));
