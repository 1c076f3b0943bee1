const pieces = /\u001B\[\d*m|\P{M}\p{M}*|\p{M}/gsu;
const colour = /^\u001B\[\d*m$/;
const control = /^\p{Cc}/u;
/** What terminals draw over two columns: East Asian letters and signs, and pictures. */
const wide =
  /^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

/**
 * As much of a line as has room in so many columns. Colours take none, and what would move the cursor (a message of a
 * server may hold anything) becomes a space: whoever draws over a picture counts on each line being one.
 */
export function fitted(line: string, columns: number): string {
  let room = columns;
  return line.replace(pieces, (piece) => {
    if (colour.test(piece)) return piece;
    room -= wide.test(piece) ? 2 : 1;
    if (room < 0) return '';
    return control.test(piece) ? ' ' : piece;
  });
}
