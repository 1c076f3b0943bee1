import { isRequestId, isTraceparent } from '@secureconnect/platform';
import { randomFillSync } from 'node:crypto';

/** Random bytes are cheaper by the page. */
const bytesEach = 18;
const page = Buffer.alloc(bytesEach * 256);
let next = page.length;

function randomHex(): string {
  if (next === page.length) {
    randomFillSync(page);
    next = 0;
  }
  next += bytesEach;
  return page.toString('hex', next - bytesEach, next);
}

/** What a request is called by: in answers and logs, and by whoever traces it. */
export interface RequestNames {
  /** A UUID v7. */
  readonly requestId: string;
  /** A W3C trace context; nothing here records the trace, so it is not marked as sampled. */
  readonly traceparent: string;
}

/** What a request says that it is called by. */
interface GivenNames {
  readonly requestId: string | undefined;
  readonly traceparent: string | undefined;
}

/** New names; the trace of a request is called as the request. */
export function newRequestNames(now = Date.now()): RequestNames {
  const random = randomHex();
  const time = now.toString(16).padStart(12, '0');
  // Of the two bits that say which kind of UUID it is the others are always 0, which leaves enough to chance.
  const rest = `7${random.slice(0, 3)}8${random.slice(3, 6)}${random.slice(6, 18)}`;
  const requestId = `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
  return { requestId, traceparent: `00-${time}${rest}-${random.slice(18, 34)}-00` };
}

/** What a request is called by: as it says itself where that is well formed, else anew. */
export function requestNames({ requestId = '', traceparent = '' }: GivenNames): RequestNames {
  const made = newRequestNames();
  return {
    requestId: isRequestId(requestId) ? requestId : made.requestId,
    traceparent: isTraceparent(traceparent) ? traceparent : made.traceparent,
  };
}
