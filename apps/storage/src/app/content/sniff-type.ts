import { fileTypeFromBuffer } from 'file-type/core';
import { isActive } from './media-type';

/** So much of the beginning is looked at. */
export const sniffedBytes = 4_100;

/** How markup begins that a browser would run, blanks and comments before it left out. */
const markup =
  /^\uFEFF?(?:\s|<!--[^]*?-->)*<(!doctype|html|head|body|script|iframe|style|table|a|div|font|img|title|b|br|p|h1|\?xml|svg|math)[\s/>]/i;
const svg = /<svg[\s>]/i;

/** Families in which what was declared must be what it is: who says "image" must bring one. */
const kept = /^(image|audio|video)\//;

/** What bytes are, by their beginning: the type, or that it is not what was declared. */
export async function sniffType(
  head: Uint8Array,
  declared: string | undefined,
): Promise<{ readonly type: string } | { readonly mismatch: string }> {
  const type = (await binaryType(head)) ?? textType(head, declared) ?? 'application/octet-stream';
  const family = declared?.match(kept)?.[0];
  // A picture that is a program is no picture, unless it says what it is.
  const isDisguised = isActive(type) && type !== declared;
  if (family !== undefined && (!type.startsWith(family) || isDisguised)) return { mismatch: type };
  return { type };
}

async function binaryType(head: Uint8Array): Promise<string | undefined> {
  const found = (await fileTypeFromBuffer(head))?.mime;
  return found === 'application/xml' && svg.test(textOf(head) ?? '') ? 'image/svg+xml' : found;
}

/** What is text has the type it was declared to have, unless that would be run; and markup is never anything else. */
function textType(head: Uint8Array, declared: string | undefined): string | undefined {
  const text = textOf(head);
  if (text === undefined) return undefined;
  if (svg.test(text) && markup.test(text)) return 'image/svg+xml';
  if (markup.test(text)) return 'text/html';
  const isText = declared !== undefined && /^(text\/|application\/(json|x-ndjson)$)/.test(declared);
  return isText && !isActive(declared) ? declared : 'text/plain';
}

/** Undefined where it is no UTF-8; the last character may have been cut. */
function textOf(head: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return text.includes('\0') ? undefined : text;
  } catch {
    // That it is no text is the answer.
    return undefined;
  }
}
