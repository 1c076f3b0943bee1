const shownLength = 8;

/** A key as errors and logs may name it: enough to find it, not enough to use it where the key is a token. */
export function shortKey(prefix: string, key: string): string {
  return prefix + (key.length > shownLength * 1.5 ? `${key.slice(0, shownLength)}…` : key);
}
