import { InvalidCursorError } from './invalid-cursor.error';

const version = 1;
/** Longer ones are never issued, so they need not be looked into. */
const maxLength = 1_024;

/** What kind of value stands at a place of a cursor; numbers are whole, and a `count` is none below 0. */
export type CursorKind = 'string' | 'number' | 'count' | 'uuid' | 'time';

/** The value of a kind, as lists use it. */
export type CursorValue<K extends CursorKind> = K extends 'number' | 'count'
  ? number
  : K extends 'time'
    ? Date
    : string;

/** The values for a list of kinds, in their order. */
export type CursorValues<K extends readonly CursorKind[]> = {
  -readonly [I in keyof K]: CursorValue<K[I]>;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const readers: { [K in CursorKind]: (value: unknown) => CursorValue<K> | undefined } = {
  string: (value) => (typeof value === 'string' && !value.includes('\0') ? value : undefined),
  number: (value) => (Number.isSafeInteger(value) ? (value as number) : undefined),
  count: (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined),
  uuid: (value) => (typeof value === 'string' && uuid.test(value) ? value : undefined),
  time: (value) => {
    const time = new Date(typeof value === 'string' ? value : NaN);
    // The calendar of PostgreSQL goes neither back nor forth as far as that of Node.
    return time.getUTCFullYear() >= 0 && time.getUTCFullYear() <= 9999 ? time : undefined;
  },
};

/** Writes where a list stopped, as an opaque text that `decodeCursor` reads. */
export function encodeCursor(values: readonly (string | number | Date)[]): string {
  const text = Buffer.from(JSON.stringify([version, ...values])).toString('base64url');
  if (text.length > maxLength)
    throw new Error(`A cursor of ${text.length} characters would be refused later.`);
  return text;
}

/** Reads a cursor back; anything but one with values of these kinds is an InvalidCursorError. */
export function decodeCursor<const K extends readonly CursorKind[]>(text: string, kinds: K): CursorValues<K> {
  const [found, ...values] = parse(text);
  if (found !== version || values.length !== kinds.length) throw new InvalidCursorError();
  return kinds.map((kind, place) => {
    const value = readers[kind](values[place]);
    if (value === undefined) throw new InvalidCursorError();
    return value;
  }) as CursorValues<K>;
}

function parse(text: string): unknown[] {
  // Buffer skips what is not base64url instead of refusing it.
  if (text.length > maxLength || !/^[\w-]+$/.test(text)) throw new InvalidCursorError();
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch (cause) {
    throw new InvalidCursorError('', { cause });
  }
}
