import { type ChatChange, type MessageWire } from '@secureconnect/contracts';
import { conversationOf } from './conversation-of';

/** How far a conversation was told: its changes, and of those its messages. */
export interface Told {
  readonly version: number;
  readonly seq: number;
}

/** The same with its conversation; `isOver`: she is not in it any more. */
export type ToldOf = readonly [conversationId: string, version: number, seq: number, isOver?: true];

interface Place {
  version: number;
  seq: number;
  /** The last change heard of; until it is told, something is lacking. */
  highest: number;
  /** What came before its turn. */
  readonly held: Map<number, ChatChange>;
  /** It is over for her: known only so that its end is not told again. */
  isOver?: true;
}

/** Bounds of what waits for its turn, and of what is remembered. */
export interface OrderLimits {
  readonly held: number;
  readonly conversations: number;
}

/** Tells each change of a conversation once, in the order of its versions; what comes too early waits. */
export class ChangeOrder {
  private readonly places = new Map<string, Place>();
  private readonly waiting = new Set<string>();
  private held = 0;

  constructor(
    private readonly userId: string,
    private readonly tell: (change: ChatChange) => void,
    private readonly limits: OrderLimits,
  ) {}

  get isLacking(): boolean {
    return this.waiting.size > 0;
  }

  /** Conversations of which something did not come that came before what did. */
  get lacking(): string[] {
    return [...this.waiting];
  }

  lacks(conversationId: string): boolean {
    return this.waiting.has(conversationId);
  }

  /** Her own end is among what waits: what is lacking before it is not hers to read any more. */
  endWaits(conversationId: string): boolean {
    const held = [...(this.places.get(conversationId)?.held.values() ?? [])];
    return held.some((change) => this.isEnd(change));
  }

  /** She was told that she left it, later than it was at this version. */
  hasLeft(conversationId: string, version: number): boolean {
    const place = this.places.get(conversationId);
    return place?.isOver === true && place.version > version;
  }

  /** Undefined: the conversation is not known. */
  told(conversationId: string): Told | undefined {
    const place = this.places.get(conversationId);
    return place && place.version > 0 && !place.isOver
      ? { version: place.version, seq: place.seq }
      : undefined;
  }

  /** How far each conversation was told, those that nothing happened in for the longest first. */
  *all(): Generator<ToldOf> {
    for (const [id, { version, seq, isOver }] of this.places)
      if (version > 0) yield isOver ? [id, version, seq, isOver] : [id, version, seq];
  }

  /** The first message that waits: those before it are lacking. */
  firstHeldSeq(conversationId: string): number | undefined {
    const held = [...(this.places.get(conversationId)?.held.values() ?? [])];
    const seqs = held.flatMap((each) => (each.event === 'message.created' ? each.data.message.seq : []));
    return seqs.length > 0 ? Math.min(...seqs) : undefined;
  }

  offer(change: ChatChange): void {
    const id = conversationOf(change);
    const { version } = change.data;
    const place = this.remember(id);
    const isFirst = version === 1 || this.isAboutMe(change, 'member.added');
    if (version <= place.version) return;
    if (isFirst && (place.version === 0 || place.isOver)) {
      place.version = version - 1;
      this.dropTold(place);
    }
    if (isFirst) delete place.isOver;
    place.highest = Math.max(place.highest, version);
    this.hold(place, change);
    this.drain(id, place);
  }

  /** A message that was fetched by its number, the ones before it told already. */
  offerMessage(message: MessageWire, version: number): void {
    const place = this.remember(message.conversation_id);
    if (message.seq <= place.seq) return;
    place.seq = message.seq;
    this.tell({ event: 'message.created', data: { message, version } });
  }

  /** Goes on from here: what is older counts as told, what waited for it is told. */
  goOnFrom(conversationId: string, { version, seq }: Told): void {
    const place = this.remember(conversationId);
    delete place.isOver;
    place.version = Math.max(place.version, version);
    place.seq = Math.max(place.seq, seq);
    this.dropTold(place);
    this.drain(conversationId, place);
  }

  /** Goes on with what waits: what is lacking before it will not come. */
  goOnWithHeld(conversationId: string): void {
    const place = this.places.get(conversationId);
    if (!place) return;
    place.version = Math.min(place.highest + 1, ...place.held.keys()) - 1;
    this.drain(conversationId, place);
  }

  /** She was in it up to this version and is no more: what was told is not told again. More told since says she is back. */
  leave(conversationId: string, version: number): void {
    const place = this.remember(conversationId);
    if (place.version <= version) this.end(conversationId, { ...place, version });
  }

  private forget(conversationId: string): void {
    this.held -= this.places.get(conversationId)?.held.size ?? 0;
    this.places.delete(conversationId);
    this.waiting.delete(conversationId);
  }

  /** What comes of it again is dropped; a new beginning comes later than all that was, and so do its messages. */
  private end(id: string, { version, seq, held }: Place): void {
    const later = [...held.values()].sort((one, other) => one.data.version - other.data.version);
    this.forget(id);
    this.places.set(id, {
      version,
      seq,
      highest: version,
      held: new Map<number, ChatChange>(),
      isOver: true,
    });
    for (const change of later) this.offer(change);
  }

  private drain(id: string, place: Place): void {
    for (let next = this.release(place, place.version + 1); next;) {
      place.version += 1;
      this.apply(id, place, next);
      if (this.places.get(id) !== place) return;
      next = this.release(place, place.version + 1);
    }
    if (place.version < place.highest) this.waiting.add(id);
    else this.waiting.delete(id);
  }

  private apply(id: string, place: Place, change: ChatChange): void {
    if (change.event === 'message.created') {
      const { seq } = change.data.message;
      if (seq <= place.seq) return; // It was fetched by its number.
      place.seq = seq;
    }
    this.tell(change);
    if (this.isEnd(change)) this.end(id, place);
    else delete place.isOver;
  }

  /** What is beyond the bound is in the record, and is fetched from there with what is lacking; only her own coming and going is not. */
  private hold(place: Place, change: ChatChange): void {
    const { version } = change.data;
    const isUrgent =
      version === place.version + 1 || this.isEnd(change) || this.isAboutMe(change, 'member.added');
    if (place.held.has(version) || (this.held >= this.limits.held && !isUrgent)) return;
    place.held.set(version, change);
    this.held += 1;
  }

  /** What waited and is older than what is told by now would lead back. */
  private dropTold(place: Place): void {
    for (const version of [...place.held.keys()]) if (version <= place.version) this.release(place, version);
  }

  private release(place: Place, version: number): ChatChange | undefined {
    const change = place.held.get(version);
    if (place.held.delete(version)) this.held -= 1;
    return change;
  }

  /** Of the conversation, or of her time in it. */
  private isEnd(change: ChatChange): boolean {
    return change.event === 'conversation.deleted' || this.isAboutMe(change, 'member.removed');
  }

  private isAboutMe(change: ChatChange, event: 'member.added' | 'member.removed'): boolean {
    if (change.event === 'member.added')
      return event === change.event && change.data.member.user_id === this.userId;
    return change.event === 'member.removed' && event === change.event && change.data.user_id === this.userId;
  }

  /** The one that something happened in last is forgotten last. */
  private remember(id: string): Place {
    const place = this.places.get(id) ?? {
      version: 0,
      seq: 0,
      highest: 0,
      held: new Map<number, ChatChange>(),
    };
    this.places.delete(id);
    this.places.set(id, place);
    const [oldest] = this.places.keys();
    if (this.places.size > this.limits.conversations && oldest !== undefined) this.forget(oldest);
    return place;
  }
}
