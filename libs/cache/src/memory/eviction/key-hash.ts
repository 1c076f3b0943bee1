import { randomInt } from 'node:crypto';

// Not to be foreseen from outside, so that nobody makes keys that share their counters.
const seed = randomInt(2 ** 31);

/** A key as 32 mixed bits, other ones in every process. */
export function hashOf(key: string): number {
  let hash = seed;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
