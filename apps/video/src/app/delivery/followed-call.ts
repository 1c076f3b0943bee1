import { type CallChange } from '../calls/call-change';
import { type Call } from '../machine/call';
import { isLive, isOver, participantOf } from '../machine/standing';

/** So many may wait for those between; the record has what is not kept. */
const mostWaiting = 64;

/** Told in order: the change, and the call as it was told of before. */
type Tell = (change: CallChange, before: Call | undefined) => void;

/** One call of people who are here: what was told of it, and what waits for those before it. */
export class FollowedCall {
  private readonly waiting = new Map<number, CallChange>();
  private latest: Call;
  private told: Call | undefined;
  private toldVersion: number;
  private known: number;
  private joinedAt: ReadonlyMap<string, number> = new Map();

  /** `version`: what is after it is told; what is not, was. */
  constructor(
    call: Call,
    version: number,
    private readonly tell: Tell,
  ) {
    this.latest = call;
    this.known = call.version;
    this.toldVersion = version;
    if (version === call.version) this.told = call;
  }

  get id(): string {
    return this.latest.id;
  }

  /** As it is by the newest that was heard of it, told or not. */
  get newest(): Call {
    return this.latest;
  }

  /** Up to which all is told. */
  get version(): number {
    return this.toldVersion;
  }

  /** Whether there is something that cannot be told yet. */
  get isBehind(): boolean {
    return this.known > this.toldVersion;
  }

  /** The newest version there is known to be. */
  get knownVersion(): number {
    return this.known;
  }

  /** Whether it is over, and that was told. */
  get isDone(): boolean {
    return isOver(this.latest) && !this.isBehind;
  }

  /** From which version on somebody is told who was shown nothing of it: since she was let in for the last time. */
  floorOf(userId: string): number {
    return this.joinedAt.get(userId) ?? 0;
  }

  /** It is so by now. */
  learn(call: Call): void {
    if (call.version > this.latest.version) this.latest = call;
    this.known = Math.max(this.known, call.version);
  }

  /** Tells what can be told now; false: it came before. */
  hear(change: CallChange): boolean {
    const { version } = change.call;
    if (version <= this.toldVersion || this.waiting.has(version)) return false;
    this.learn(change.call);
    if (version === this.toldVersion + 1 || this.waiting.size < mostWaiting)
      this.waiting.set(version, change);
    this.proceed();
    return true;
  }

  /** What the record had after the version up to which all was told; `known`: by what was heard before it was asked. */
  catchUp(found: readonly CallChange[], known: number): void {
    const [first] = found;
    if (!first) return this.skipTo(known);
    if (this.toldVersion === 0) this.joinedAt = floorsOf(found);
    // What is so old that the record has forgotten it holds up nothing.
    if (first.call.version > this.toldVersion) this.toldVersion = first.call.version - 1;
    for (const change of found) this.hear(change);
  }

  /** The record has nothing up to there: what was heard of it is all there is. */
  private skipTo(known: number): void {
    while (known > this.toldVersion) {
      const heard = [...this.waiting.keys()].filter((version) => version <= known);
      this.toldVersion = heard.length > 0 ? Math.min(...heard) - 1 : known;
      this.proceed();
    }
  }

  private proceed(): void {
    for (let next = this.next(); next; next = this.next()) {
      this.waiting.delete(next.call.version);
      this.toldVersion = next.call.version;
      const before = this.told;
      this.told = next.call;
      this.tell(next, before);
    }
  }

  private next(): CallChange | undefined {
    return this.waiting.get(this.toldVersion + 1);
  }
}

/** Of each the last version, before the newest, in which she was neither in it nor called. */
function floorsOf(found: readonly CallChange[]): ReadonlyMap<string, number> {
  const newest = found.at(-1)?.call;
  const floors = new Map<string, number>();
  for (const { call } of found.slice(0, -1))
    for (const { userId } of newest?.participants ?? []) {
      const participant = participantOf(call, userId);
      if (!participant || !isLive(participant)) floors.set(userId, call.version);
    }
  return floors;
}
