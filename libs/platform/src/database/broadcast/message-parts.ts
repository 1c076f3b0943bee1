import { randomUUID } from 'node:crypto';
import { BroadcastRefusedError } from './broadcast-refused.error';

/** PostgreSQL carries less than 8,000 bytes at a time; the rest is for what stands before each part. */
const partBytes = 7_900;
/** No character of JavaScript takes more than three bytes of UTF-8. */
const partLength = Math.floor(partBytes / 3);
/** One notification holds everybody's place in a queue that all databases share. */
const mostLength = 256 * 1024;

/** A payload in as many parts as it needs; no two are alike, for PostgreSQL tells the same text only once. */
export function partsOf(payload: string): string[] {
  if (payload.length > mostLength) {
    throw new BroadcastRefusedError(
      `A message of ${payload.length} characters is not broadcast: ${mostLength} at most.`,
    );
  }
  const texts = Buffer.byteLength(payload) <= partBytes ? [payload] : cut(payload);
  const id = randomUUID();
  return texts.map((text, at) => `${id} ${at + 1} ${texts.length} ${text}`);
}

function cut(payload: string): string[] {
  const texts: string[] = [];
  for (let from = 0, to = 0; from < payload.length; from = to) {
    to = Math.min(from + partLength, payload.length);
    // A pair of surrogates is one character.
    if (to < payload.length && /[\ud800-\udbff]/.test(payload.charAt(to - 1))) to -= 1;
    texts.push(payload.slice(from, to));
  }
  return texts;
}

/** Puts the parts of one channel together again; they come one after the other, or their connection was lost. */
export class PartJoiner {
  private id = '';
  private texts: string[] = [];

  /** The payload, once its last part is there; undefined before, and for what is not ours. */
  take(part: string): string | undefined {
    const [head, id = '', at, count] = /^([0-9a-f-]{36}) (\d+) (\d+) /.exec(part) ?? [''];
    if (id === '') return undefined;
    if (this.id !== id) [this.id, this.texts] = [id, []];
    if (Number(at) !== this.texts.push(part.slice(head.length))) this.texts = [];
    if (this.texts.length < Number(count)) return undefined;
    const payload = this.texts.join('');
    this.id = '';
    return payload;
  }
}
