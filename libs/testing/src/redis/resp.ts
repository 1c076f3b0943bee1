/** A reply as Redis gave it; an error inside an array stays an Error value. */
export type Reply = string | number | null | Error | Reply[];

/** Writes a command in the Redis protocol. */
export function encode(args: readonly (string | number | Buffer)[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}

/** Reads one reply from `at`; undefined while it is incomplete. */
export function decode(data: Buffer, at = 0): { reply: Reply; end: number } | undefined {
  const lineEnd = data.indexOf('\r\n', at);
  if (lineEnd < 0) return undefined;
  const line = data.toString('utf8', at + 1, lineEnd);
  const next = lineEnd + 2;
  switch (data.toString('latin1', at, at + 1)) {
    case '+':
      return { reply: line, end: next };
    case '-':
      return { reply: new Error(line), end: next };
    case ':':
      return { reply: Number(line), end: next };
    case '$':
      return decodeBulk(data, next, Number(line));
    case '*':
      return decodeArray(data, next, Number(line));
    default:
      throw new Error(`Not a Redis reply: ${line}`);
  }
}

function decodeBulk(data: Buffer, at: number, length: number) {
  if (length < 0) return { reply: null, end: at };
  if (data.length < at + length + 2) return undefined;
  return { reply: data.toString('utf8', at, at + length), end: at + length + 2 };
}

function decodeArray(data: Buffer, at: number, length: number) {
  if (length < 0) return { reply: null, end: at };
  const items: Reply[] = [];
  let end = at;
  for (let index = 0; index < length; index++) {
    const item = decode(data, end);
    if (!item) return undefined;
    items.push(item.reply);
    end = item.end;
  }
  return { reply: items, end };
}
