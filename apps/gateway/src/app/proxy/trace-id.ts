import { randomFillSync } from 'node:crypto';

/** Random bytes are cheaper by the page. */
const page = Buffer.alloc(24 * 256);
let next = page.length;

/** A new W3C trace context; nothing here records the trace, so it is not marked as sampled. */
export function newTraceparent(): string {
  if (next === page.length) {
    randomFillSync(page);
    next = 0;
  }
  const hex = page.toString('hex', next, next + 24);
  next += 24;
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-00`;
}
