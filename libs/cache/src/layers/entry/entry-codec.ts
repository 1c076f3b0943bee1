import { randomBytes } from 'node:crypto';
import { isReadable } from '../value/value-codec';
import { type CacheEntry } from './cache-entry';
import { compress, decompress } from './compression';
import { readHead } from './entry-head';

/** How the rest of a text is to be read; a reader that meets another one takes the entry for absent. */
const formats = { plain: '1', compressed: '2' } as const;
const idLength = 12;

/** Where the id of a text stands: as the first and last index of Redis's GETRANGE. */
export const idRange = { from: 1, to: idLength } as const;

/** The id of a text, which no other text has; '' for none. */
export const idOf = (text: string | null): string => (text === null ? '' : text.slice(1, idLength + 1));

/** Between which sizes a payload is compressed, in bytes; above the second one it would not be read. */
export interface CompressionBounds {
  readonly threshold: number;
  readonly limit: number;
}

/** An entry as Redis holds it. A payload of more bytes than the threshold is compressed where that makes it smaller. */
export async function encodeEntry(
  entry: CacheEntry,
  { threshold, limit }: CompressionBounds,
): Promise<string> {
  const { payload, tags, asOf, graceMs, loadMs } = entry;
  const id = randomBytes(9).toString('base64');
  const head = `${id}${JSON.stringify({ tags, asOf, graceMs, loadMs })}\n`;
  const bytes = Buffer.byteLength(payload);
  if (bytes > threshold && bytes <= limit) {
    const compressed = await compress(payload);
    if (compressed.length < bytes) return formats.compressed + head + compressed;
  }
  return formats.plain + head + payload;
}

/** The entry again; undefined for a text that this version cannot read, its value included. */
export async function decodeEntry(text: string, limit: number): Promise<CacheEntry | undefined> {
  const format = text.charAt(0);
  if (format !== formats.plain && format !== formats.compressed) return undefined;
  try {
    const end = text.indexOf('\n');
    const head = readHead(text.slice(1 + idLength, end));
    const body = text.slice(end + 1);
    const payload = format === formats.plain ? body : await decompress(body, limit);
    return head && isReadable(payload) ? { ...head, payload } : undefined;
  } catch {
    // Whatever is wrong with it, it is no entry.
    return undefined;
  }
}
