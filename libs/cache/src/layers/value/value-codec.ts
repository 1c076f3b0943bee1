import { ValueReader } from './value-reader';
import { ValueWriter } from './value-writer';

/**
 * A value as text. What JSON would lose comes back as it was: dates, maps, sets, buffers, big integers, `undefined`,
 * NaN, the infinities and -0. Class instances come back as plain objects, as with JSON.
 */
export function encodeValue(value: unknown): string {
  const writer = new ValueWriter();
  const shown = writer.write(value);
  return (writer.isMarked ? 's' : 'j') + JSON.stringify(shown);
}

/** The value of a text made by `encodeValue`; a copy of its own for each caller. */
export function decodeValue(text: string): unknown {
  const parsed: unknown = JSON.parse(text.slice(1));
  return text.startsWith('j') ? parsed : new ValueReader().read(parsed);
}
