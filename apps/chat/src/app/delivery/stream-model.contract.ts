import { newId } from '@secureconnect/platform';
import { type ConversationChange } from './conversation-change';
import { Stream } from './stream';
import { WaitingRoom } from './waiting-room';

/** The one conversation of the model. */
export const conversationId = newId();

/** The record of one conversation: who is in it at each version, and what happened. */
export class Log {
  readonly changes: ConversationChange[] = [];
  private readonly at: ReadonlySet<string>[] = [new Set(['ada', 'bob'])];
  /** For each change of something that was changed again, the last version by which it was. */
  private readonly changedAt = new Map<number, number>();

  get version(): number {
    return this.changes.length;
  }

  membersAt = (version: number): ReadonlySet<string> => this.at[version] ?? new Set();

  /** Whether a change is of somebody's time: she was in it after, or it is her last. */
  concerns = (userId: string, version: number): boolean =>
    this.membersAt(version).has(userId) || this.membersAt(version - 1).has(userId);

  /** The change by which somebody came in, who is in it at a version. */
  joinedAt(userId: string, version: number): number {
    let at = version;
    while (at > 0 && this.membersAt(at - 1).has(userId)) at -= 1;
    return at;
  }

  /** Whether somebody was in it after a change and has been in it until a later version. */
  staysFrom(userId: string, version: number, until: number): boolean {
    return this.membersAt(until).has(userId) && this.joinedAt(userId, until) <= version;
  }

  /** Whether a change is somebody's last. */
  isEnd = (userId: string, version: number): boolean =>
    this.membersAt(version - 1).has(userId) && !this.membersAt(version).has(userId);

  /** The version by which what a change is about became as it is now. */
  asOf = (version: number): number => this.changedAt.get(version) ?? version;

  /** Changes after a version as the record tells them: how their things are by now, and who left before they became so. */
  recorded(after: number, count: number): Told[] {
    return this.changes.slice(after, after + count).map((change) => {
      const asOf = this.asOf(change.version);
      const everybody = this.at.flatMap((members) => [...members]);
      const gone = everybody.filter((each) => !this.staysFrom(each, change.version, asOf));
      return { ...change, data: { asOf }, recorded: { gone } } as unknown as Told;
    });
  }

  /** Something that was said is changed. */
  change(userId: string, index: number): void {
    if (this.version > 0) this.changedAt.set(1 + (index % this.version), this.version + 1);
    this.commit(userId, 'say');
  }

  /** Something happens: somebody comes in, goes out, or just speaks. */
  commit(userId: string, does: 'join' | 'leave' | 'say'): void {
    const members = new Set(this.membersAt(this.version));
    const joined = does === 'join' && !members.has(userId) ? [userId] : [];
    const left = does === 'leave' && members.has(userId) ? [userId] : [];
    joined.forEach((each) => members.add(each));
    left.forEach((each) => members.delete(each));
    const version = this.version + 1;
    this.changes.push({
      conversation_id: conversationId,
      version,
      event: 'message.created',
      data: { asOf: version },
      joined,
      left,
    } as never);
    this.at.push(members);
  }
}

/** What somebody is told, or would be: its things are as they were at a version. */
export type Told = ConversationChange & { readonly data: { readonly asOf: number } };

interface Reading {
  readonly userId: string;
  readonly at: number;
  heard: number;
  /** The change that calls her a member of what nobody here was in. */
  readonly joining?: ConversationChange;
}

/** A node that hears what it happens to hear, and reads when it happens to read. */
export class Node {
  readonly here = new Set<string>();
  readonly room = new WaitingRoom(10);
  readonly told = new Map<string, Told[]>();
  /** What another has read from the record, and is still to come. */
  private readonly swept: ConversationChange[] = [];
  /** The version from which on somebody has been promised everything. */
  readonly since = new Map<string, number>();
  readonly readings: Reading[] = [];
  private stream: Stream | undefined;

  constructor(private readonly log: Log) {}

  hear(index: number): void {
    const change = this.log.changes[index % this.log.version];
    if (change) this.hearChange(change);
  }

  /** What was left is read from the record by another node. */
  sweep(index: number): void {
    this.swept.push(...this.log.recorded(index % this.log.version, 2));
  }

  /** What another has swept comes, late as it may be. */
  hearSwept(index: number): void {
    const [change] = this.swept.splice(index % this.swept.length || 0, 1);
    if (change) this.hearChange(change);
  }

  private hearChange(change: ConversationChange): void {
    for (const reading of this.readings) reading.heard = Math.max(reading.heard, change.version);
    if (this.stream) this.stream.hear(change);
    else
      for (const each of change.joined ?? [])
        if (this.here.has(each))
          this.readings.push({ userId: each, at: this.log.version, heard: 0, joining: change });
    this.look();
  }

  come(userId: string): void {
    if (this.here.has(userId)) return;
    this.here.add(userId);
    this.told.set(userId, []);
    this.read(userId);
  }

  go(userId: string): void {
    this.here.delete(userId);
    this.since.delete(userId);
    this.stream?.leave(userId);
    this.look();
  }

  /** The answer of a read comes, late as it may be. */
  answer(index: number): void {
    const [reading] = this.readings.splice(index % this.readings.length || 0, 1);
    if (!reading || !this.here.has(reading.userId)) return;
    const { userId, at, heard, joining } = reading;
    if (!this.log.membersAt(at).has(userId)) return;
    if (joining?.version === this.log.joinedAt(userId, at) && !this.stream) {
      this.stream = this.begin(joining.version - 1);
      this.stream.hear(joining);
    }
    this.stream ??= this.begin(at);
    if (this.stream.admit(userId, at) === 'again') return this.read(userId);
    this.since.set(userId, Math.max(at, this.stream.version));
    if (Math.max(at, heard) > this.stream.version) this.stream.expect(Math.max(at, heard));
  }

  catchUp(count = Infinity): void {
    const { stream } = this;
    for (const change of this.log.recorded(stream?.version ?? 0, count)) stream?.hear(change);
    this.look();
  }

  get isBehind(): boolean {
    return this.stream?.isBehind ?? false;
  }

  private read(userId: string): void {
    this.readings.push({ userId, at: this.log.version, heard: 0 });
  }

  private look(): void {
    if (!this.stream?.isEmpty) return;
    this.stream.settle();
    this.stream = undefined;
  }

  private readonly begin = (version: number): Stream =>
    new Stream(conversationId, version, {
      room: this.room,
      isHere: (userId) => this.here.has(userId),
      tell: (told, to) => to.forEach((userId) => this.told.get(userId)?.push(told as Told)),
      entered: () => undefined,
      gone: () => undefined,
    });
}
