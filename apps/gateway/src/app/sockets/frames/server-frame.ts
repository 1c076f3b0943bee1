import { opcodes } from './client-frame';

/** A frame as a server sends it: whole and unmasked. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head.writeUInt8(128 | opcode, 0);
  head.writeUInt8(long ? 126 : payload.length, 1);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** A text of less than 64 KiB. */
export const textFrame = (text: string): Buffer => serverFrame(opcodes.text, Buffer.from(text));

/** The end of a WebSocket, and why. */
export function closeFrame(code: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return serverFrame(opcodes.close, payload);
}
