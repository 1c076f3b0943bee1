/** The words of a command as they stand on the wire, without the count that comes first. */
export function encodeWords(words: readonly (string | number)[]): string {
  let text = '';
  for (const word of words) {
    const each = typeof word === 'string' ? word : String(word);
    text += `$${Buffer.byteLength(each)}\r\n${each}\r\n`;
  }
  return text;
}

/** A whole command as it stands on the wire. */
export function encodeCommand(words: readonly (string | number)[]): string {
  return `*${words.length}\r\n${encodeWords(words)}`;
}
