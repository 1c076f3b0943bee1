import { createHash } from 'node:crypto';
import { tagPath } from '../invalidation/marks';

/** Whatever an HTTP cache takes for a separator or a header may not have, and `%` and `*`, which have a meaning here. */
const unsafe = /[^\w.:/@~!-]+/gu;
const longest = 200;

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** A tag as one word of visible ASCII, the same on responses and in purges, and another one for every other tag. */
export function surrogateKey(tag: string): string {
  if (tag === '') return '%';
  const key = tag.replace(unsafe, percent);
  return key.length > longest ? `%h${createHash('sha256').update(tag).digest('base64url')}` : key;
}

/** What a response with these tags carries: their keys and those of all above them. */
export function surrogateKeysOf(tags: readonly string[]): string[] {
  return [...new Set(tags.flatMap(tagPath).map(surrogateKey))];
}

/** The key of everything. No tag has it. */
export const everyKey = '*';

/** Carried by what was answered while nobody here could know what others invalidate. No tag has it either. */
export const unsureKey = '%unsure';
