import { createHash } from 'node:crypto';
import { canonicalJson } from '@secureconnect/platform';

/** Alike for payloads that say the same, in whatever order. */
export const payloadDigest = (payload: string): Buffer =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(payload)))
    .digest();
