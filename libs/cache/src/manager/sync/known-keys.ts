import { type FlatMark } from '../redis/write-scripts';
import { isBehind, knownFields, type KnownKey, knownText } from './known-key';
import { readMark } from './read-mark';
import { markMs } from '../redis/mark-lua';
import { type WriteStamps } from './write-stamps';

/** So many critical keys are remembered; the one seen longest ago goes first. */
const maxKnown = 100_000;

const isNumber = (text: string): boolean => /^-?\d{1,19}$/.test(text);

/** What Redis held of a key, as a reply told it. */
export interface Seen {
  readonly ttl?: number | undefined;
  readonly mark: FlatMark;
}

/** What this process saw last of critical keys in Redis, deletions included, for a Redis that comes back with less. */
export class KnownKeys {
  private readonly known = new Map<string, KnownKey>();
  private flushed = '';

  constructor(private readonly stamps: WriteStamps) {}

  /** When everything was forgotten by this process last. */
  get flushedAt(): string {
    return this.flushed;
  }

  get(key: string): KnownKey | undefined {
    return this.known.get(key);
  }

  names(): string[] {
    return [...this.known.keys()];
  }

  /** A text or nothing was seen. False: Redis knows less than this process, so memory is not to follow it. */
  text(key: string, value: string | null, { ttl, mark: flat }: Seen): boolean {
    const known = this.known.get(key);
    const mark = readMark(flat);
    if (flat.length === 0) return known === undefined || !isAlive(known);
    if (known && isBehind(mark, known, []) && !isCounted(known, value)) return false;
    const number = value !== null && isNumber(value) ? { number: value } : {};
    const next = { ...this.seen(known, mark, ttl), isGone: value === null, ...number };
    this.keep(key, knownText(known, next));
    return true;
  }

  /** All fields of a hash were seen; false as above. */
  hash(key: string, fields: ReadonlySet<string>, { ttl, mark: flat }: Seen): boolean {
    const known = this.known.get(key);
    const mark = readMark(flat);
    if (flat.length === 0) return known === undefined || !isAlive(known);
    if (known && isBehind(mark, known, known.fields.keys())) return false;
    const seen = [...mark.fields].map(([field, at]) => [field, { at, isGone: !fields.has(field) }] as const);
    const isGone = fields.size === 0 && mark.fields.size === 0;
    this.keep(key, { ...this.seen(known, mark, ttl), isGone, fields: new Map(seen) });
    return true;
  }

  /** One field was seen; false as above. */
  field(key: string, field: string, value: string | null, { ttl, mark: flat }: Seen): boolean {
    const known = this.known.get(key);
    const mark = readMark(flat);
    const at = mark.fields.get(field);
    if (flat.length === 0) return known === undefined || !isAlive(known);
    if (known && isBehind(mark, known, [field])) return false;
    const fields = new Map(at === undefined ? [] : [[field, { at, isGone: value === null }]]);
    const left = ttl === undefined ? known?.endsAt : undefined;
    const next = { ...this.seen(known, mark, ttl), isGone: false, fields };
    this.keep(key, knownFields(known, left === undefined ? next : { ...next, endsAt: left }));
    return true;
  }

  /** How long a key lives was changed. */
  expiry(key: string, { ttl, mark: flat }: Seen): void {
    const known = this.known.get(key);
    if (flat.length === 0 || known === undefined) return;
    const { expiry } = readMark(flat);
    this.keep(key, { ...known, expiry, endsAt: Date.now() + (ttl ?? 0), seenAt: this.stamps.next() });
  }

  /** Everything was forgotten. */
  flush(at: string): void {
    this.known.clear();
    this.flushed = at;
  }

  private seen(known: KnownKey | undefined, mark: ReturnType<typeof readMark>, ttl?: number) {
    const endsAt = ttl === undefined ? (known?.endsAt ?? Infinity) : Date.now() + ttl;
    return { ...mark, fields: new Map<string, never>(), endsAt, seenAt: this.stamps.next() };
  }

  private keep(key: string, next: KnownKey): void {
    this.known.delete(key);
    this.known.set(key, next);
    if (this.known.size <= maxKnown) return;
    for (const oldest of this.known.keys()) return void this.known.delete(oldest);
  }
}

const isAlive = (known: KnownKey): boolean =>
  !known.isGone && known.endsAt > Date.now() && Date.now() - Number(known.seenAt.slice(0, 15)) < markMs;

/** A number that begins anew is followed: what it was before is remembered beside it. */
const isCounted = (known: KnownKey, value: string | null): boolean =>
  value !== null && known.number !== undefined && isNumber(value);
