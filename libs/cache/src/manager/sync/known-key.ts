import { type AddedLine, type Mark } from './read-mark';

/** What was seen of one field. */
export interface KnownField {
  readonly at: string;
  readonly isGone: boolean;
}

/** What this process saw last of a critical key in Redis; its value is in memory, unless it is a number. */
export interface KnownKey extends Omit<Mark, 'fields'> {
  readonly seenAt: string;
  readonly isGone: boolean;
  /** As it stood with the lines. */
  readonly number?: string;
  readonly fields: ReadonlyMap<string, KnownField>;
  readonly endsAt: number;
  /** The same number in an earlier life, which Redis may have lost. */
  readonly past?: KnownKey;
}

/** How many lives of a number are remembered: each a loss that was not yet made good. */
const maxLives = 4;

const total = (lines: ReadonlyMap<string, AddedLine>): number =>
  [...lines.values()].reduce((sum, { count }) => sum + count, 0);

/** True where Redis knows less of a key than this process saw there. */
export function isBehind(mark: Mark, known: KnownKey, fields: Iterable<string>): boolean {
  if (mark.at < known.at) return true;
  if (mark.at > known.at) return false;
  if (mark.life === known.life && total(mark.lines) < total(known.lines)) return true;
  for (const field of fields)
    if ((known.fields.get(field)?.at ?? '') > (mark.fields.get(field) ?? '')) return true;
  return false;
}

/** A text or a number, or nothing, as it was just seen. */
export function knownText(known: KnownKey | undefined, next: KnownKey): KnownKey {
  const past = withPast(known, next);
  return past ? { ...next, past } : next;
}

/** A hash of which some fields were just seen. */
export function knownFields(known: KnownKey | undefined, next: KnownKey): KnownKey {
  if (known === undefined || next.at > known.at) return next;
  const fields = new Map(known.fields);
  for (const [field, seen] of next.fields)
    if (seen.at >= (fields.get(field)?.at ?? '')) fields.set(field, seen);
  const expiry = next.expiry > known.expiry ? next.expiry : known.expiry;
  return { ...next, at: known.at, isGone: known.isGone, expiry, fields };
}

/** The lives before this one that Redis does not have, and that have neither ended nor been overwritten. */
function withPast(known: KnownKey | undefined, next: KnownKey): KnownKey | undefined {
  const lives: KnownKey[] = [];
  for (let life = known; life; life = life.past) {
    const isOver = life.isGone || life.endsAt <= Date.now() || next.at > life.at;
    const isThere = life.life === next.life || isIn(life.lines, next.lines);
    if (life.number !== undefined && !isOver && !isThere) lives.push(life);
  }
  return lives.slice(0, maxLives).reduceRight<KnownKey | undefined>((past, { past: _, ...life }) => {
    return past ? { ...life, past } : life;
  }, undefined);
}

const isIn = (lines: KnownKey['lines'], others: KnownKey['lines']): boolean =>
  lines.size > 0 && [...lines].every(([line, { count }]) => (others.get(line)?.count ?? 0) >= count);
