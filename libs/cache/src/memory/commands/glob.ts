const star = -1;
const any = -2;

/** A byte, a mark, or the set of bytes that are welcome. */
type Token = number | Uint8Array;

// Redis compares bytes, so `?` is one byte of an é. Texts beyond ASCII are therefore turned into their bytes first.
const beyondAscii = /[^\0-\x7f]/;
const toBytes = (text: string): string =>
  beyondAscii.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;

/** Tells of keys whether they match a pattern of Redis (`*`, `?`, `[a-z]`, `[^a]`, `\`), byte by byte as Redis does. */
export function globMatcher(pattern: string): (key: string) => boolean {
  if (pattern === '*') return () => true;
  const tokens = parse(toBytes(pattern));
  return (key) => matches(tokens, toBytes(key));
}

function parse(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '*') tokens.push(star);
    else if (sign === '?') tokens.push(any);
    else if (sign === '[') at = parseSet(pattern, at + 1, tokens);
    else {
      if (sign === '\\' && at + 1 < pattern.length) at++;
      tokens.push(pattern.charCodeAt(at));
    }
  }
  return tokens;
}

/** Reads a set from behind its bracket; gives where it ended. One that is never closed goes to the pattern's end. */
function parseSet(pattern: string, from: number, tokens: Token[]): number {
  const isInverted = pattern[from] === '^';
  const set = new Uint8Array(256);
  let at = isInverted ? from + 1 : from;
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\' && at + 1 < pattern.length) set[pattern.charCodeAt(++at)] = 1;
    else if (pattern[at + 1] === '-' && at + 2 < pattern.length) {
      addRange(set, pattern.charCodeAt(at), pattern.charCodeAt(at + 2));
      at += 2;
    } else set[pattern.charCodeAt(at)] = 1;
  }
  tokens.push(isInverted ? set.map((isIn) => 1 - isIn) : set);
  return at;
}

/** Adds the bytes between two, which Redis on x86 compares as signed. */
function addRange(set: Uint8Array, one: number, other: number): void {
  const signed = (byte: number) => (byte << 24) >> 24;
  const [low, high] = [signed(one), signed(other)].sort((a, b) => a - b) as [number, number];
  for (let byte = low; byte <= high; byte++) set[byte & 255] = 1;
}

const accepts = (token: Token | undefined, byte: number): boolean =>
  typeof token === 'object' ? token[byte] === 1 : token === byte || token === any;

// Only the last star is ever gone back to, so that no pattern takes more than its length times that of the key.
function matches(tokens: readonly Token[], text: string): boolean {
  if (text === '') return tokens.length === 0; // Redis gives an empty key to `*` alone.
  let [token, at, lastStar, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (tokens[token] === star) {
      lastStar = token++;
      resume = at;
    } else if (accepts(tokens[token], text.charCodeAt(at))) {
      token++;
      at++;
    } else if (lastStar >= 0) {
      token = lastStar + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token] === star) token++;
  return token === tokens.length;
}
