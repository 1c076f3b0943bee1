const half = /\p{Surrogate}/u;

/** As it arrives in Redis: half of a surrogate pair is replaced, so that memory holds the same key and the same text. */
export function wellFormed(text: string): string {
  return half.test(text) ? Buffer.from(text).toString() : text;
}
