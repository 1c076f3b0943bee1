/** What a name may not hold: control characters, half characters, what turns the direction of writing, and slashes. */
const refused = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\\/]/u;

const mostCharacters = 255;
/** What most file systems take, whoever downloads it. */
const mostBytes = 255;

/** Why a name cannot be one of a file; undefined: it can. */
export function faultOfName(name: string): string | undefined {
  if (name.trim() === '' || name === '.' || name === '..') return 'must name the file';
  if (name.length > mostCharacters || Buffer.byteLength(name) > mostBytes)
    return `must be at most ${mostBytes} bytes long`;
  if (refused.test(name))
    return 'must hold no slashes, no control characters, and none that turn the direction of writing';
  return undefined;
}
