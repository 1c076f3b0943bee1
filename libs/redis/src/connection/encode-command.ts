/** One word of a command as it stands on the wire; a number's digits are as many as its bytes. */
export function encodeWord(word: string | number): string {
  if (typeof word === 'string') return `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
  const digits = String(word);
  return `$${digits.length}\r\n${digits}\r\n`;
}

/** The words of a command as they stand on the wire, without the count that comes first. */
export function encodeWords(words: readonly (string | number)[]): string {
  let text = '';
  for (let at = 0; at < words.length; at += 1) text += encodeWord(words[at] as string | number);
  return text;
}

/** A whole command as it stands on the wire. */
export function encodeCommand(words: readonly (string | number)[]): string {
  return `*${words.length}\r\n${encodeWords(words)}`;
}
