const slash = 0x2f;
const dot = 0x2e;
const percent = 0x25;
const question = 0x3f;

/** What a path may be written with as it stands: RFC 3986's characters of a segment, and the slash. */
const isPlain = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/")
  isPlain[char.charCodeAt(0)] = 1;

/** Some program on the way reads these as what they stand for, another does not: a path with them is two paths. */
const isNeverEncoded = new Uint8Array(256);
for (let code = 0; code < 0x20; code += 1) isNeverEncoded[code] = 1;
for (const code of [dot, slash, 0x5c, percent, 0x7f]) isNeverEncoded[code] = 1;

const hexValue = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
};

/** Where the path of a request's target ends; -1 where it is not one that everybody reads alike. */
export function pathEndOf(target: string): number {
  if (target.charCodeAt(0) !== slash) return -1;
  let index = 0;
  for (; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code === question) break;
    if (code === slash) {
      if (opensOddSegment(target, index + 1)) return -1;
    } else if (code === percent) {
      const value = hexValue(target.charCodeAt(index + 1)) * 16 + hexValue(target.charCodeAt(index + 2));
      if (Number.isNaN(value) || isNeverEncoded[value] === 1) return -1;
      index += 2;
    } else if (isPlain[code] !== 1) return -1;
  }
  return hasPlainQuery(target, index) ? index : -1;
}

/** An empty segment, or one that means this or the one above. */
function opensOddSegment(target: string, start: number): boolean {
  const first = target.charCodeAt(start);
  if (first === slash) return true;
  if (first !== dot) return false;
  const second = target.charCodeAt(start + 1);
  return endsSegment(second) || (second === dot && endsSegment(target.charCodeAt(start + 2)));
}

const endsSegment = (code: number): boolean =>
  Number.isNaN(code) || code === slash || code === question || code === 0x3b;

function hasPlainQuery(target: string, start: number): boolean {
  for (let index = start; index < target.length; index += 1) {
    const code = target.charCodeAt(index);
    if (code <= 0x20 || code > 0x7e || code === 0x23) return false;
  }
  return true;
}
