import { type MergeRule, neverExpires } from '@secureconnect/resilience';

/** What a key holds: a text, the fields of a hash, or nothing. */
export type KeptValue = string | ReadonlyMap<string, string> | null;

/** What a key was given, whatever it held before. */
export interface KeptBase {
  readonly at: string;
  readonly value: KeptValue;
  readonly endsAt: number;
}

/** What was added to a number of which nothing else need be known. */
export interface KeptAddition {
  readonly sequence: number;
  readonly by: bigint;
  /** Becomes one with the next of the same era; undefined: Redis may have heard of it, so it stays as it is. */
  readonly era: number | undefined;
}

/** What happened to one field. */
export interface KeptField {
  readonly at: string;
  readonly value: string | null;
}

/** All that happened to one key while Redis was away. */
export interface KeptChange {
  /** When the latest of it did, in ms since the epoch. */
  readonly madeAt: number;
  /** When the latest of it did, as a stamp. */
  readonly at: string;
  readonly base?: KeptBase;
  readonly additions: readonly KeptAddition[];
  readonly fields: ReadonlyMap<string, KeptField>;
  readonly expiry?: { readonly at: string; readonly endsAt: number };
  /** When the key ends if it comes to be by this. */
  readonly freshEnd: number;
  /** Everything was forgotten, not this key alone. */
  readonly isFlush?: boolean;
}

/** The older change and then the newer one. */
export function followedBy(older: KeptChange, newer: KeptChange): KeptChange {
  if (newer.base) return newer;
  if (older.base) return onTop(older, older.base, newer);
  const { madeAt, at } = newer;
  return {
    ...older,
    ...{ madeAt, at },
    additions: newer.additions.reduce(withAddition, older.additions),
    fields: new Map([...older.fields, ...newer.fields]),
    ...(newer.expiry && { expiry: newer.expiry }),
  };
}

/** A base stays one: what is done to it is done here and now. */
function onTop(older: KeptChange, base: KeptBase, newer: KeptChange): KeptChange {
  const { madeAt, at, additions, fields, expiry } = newer;
  const before: KeptBase = base.endsAt <= madeAt ? { ...base, value: null } : base;
  let value = before.value;
  for (const { by } of additions) value = String(BigInt(typeof value === 'string' ? value : 0) + by);
  if (fields.size > 0) value = withFields(value, fields);
  const isFresh = before.value === null && value !== null;
  const endsAt = expiry?.endsAt ?? (isFresh ? newer.freshEnd : before.endsAt);
  return { ...older, madeAt, at, base: { at, value, endsAt } };
}

function withFields(value: KeptValue, changed: ReadonlyMap<string, KeptField>): KeptValue {
  const fields = new Map(value instanceof Map ? (value as ReadonlyMap<string, string>) : []);
  for (const [field, change] of changed)
    if (change.value === null) fields.delete(field);
    else fields.set(field, change.value);
  return fields.size > 0 ? fields : null;
}

function withAddition(additions: readonly KeptAddition[], next: KeptAddition): readonly KeptAddition[] {
  const last = additions.at(-1);
  if (last?.era === undefined || last.era !== next.era) return [...additions, next];
  return [...additions.slice(0, -1), { ...next, by: last.by + next.by }];
}

/**
 * In the order in which this process made them. They stay until Redis has them: a key that ended meanwhile must end
 * there too.
 */
export const changeRule: MergeRule<KeptChange> = {
  name: 'cache-change',
  laws: ['associative'],
  merge: followedBy,
  expiresAt: () => neverExpires,
};
