import { ValueReader } from './value-reader';
import { ValueWriter } from './value-writer';

/**
 * A value as text. What JSON would lose comes back as it was: dates, maps, sets, bytes and rows of numbers, big integers,
 * `undefined`, NaN, the infinities, -0, regular expressions and errors. Class instances come back as plain objects, as with
 * JSON; throws UncacheableValueError for what would not come back.
 */
export function encodeValue(value: unknown): string {
  const writer = new ValueWriter();
  const shown = writer.write(value);
  return (writer.isMarked ? 's' : 'j') + JSON.stringify(shown);
}

/** The value of a text made by `encodeValue`; a copy of its own for each caller. */
export function decodeValue(text: string): unknown {
  if (!text.startsWith('j') && !text.startsWith('s'))
    throw new Error('a cached value begins with an unknown letter');
  const parsed: unknown = JSON.parse(text.slice(1));
  return text.startsWith('j') ? parsed : new ValueReader().read(parsed);
}

/** Whether a text can be read by this version. */
export function isReadable(text: string): boolean {
  try {
    decodeValue(text);
    return true;
  } catch {
    // Why it cannot be read does not matter: the value is loaded anew.
    return false;
  }
}
