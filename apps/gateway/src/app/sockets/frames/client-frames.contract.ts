import { opcodes } from './client-frame';

/** A frame as a client sends it, for specs. */
export function maskedFrame(
  payload: string | Buffer,
  { opcode = opcodes.text as number, final = true, mask = Buffer.from([7, 77, 177, 255]) } = {},
): Buffer {
  const plain = Buffer.from(payload);
  const masked = Buffer.from(plain.map((byte, at) => byte ^ (mask[at & 3] ?? 0)));
  return Buffer.concat([headOf(plain.length, (final ? 128 : 0) | opcode), mask, masked]);
}

function headOf(length: number, first: number): Buffer {
  if (length < 126) return Buffer.from([first, 128 | length]);
  if (length < 65_536) return Buffer.from([first, 128 | 126, length >> 8, length & 255]);
  const head = Buffer.alloc(10);
  head.writeUInt8(first, 0);
  head.writeUInt8(128 | 127, 1);
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
