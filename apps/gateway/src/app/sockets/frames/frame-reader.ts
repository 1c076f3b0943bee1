import { type ClientFrame, isControl, opcodes } from './client-frame';
import { closeCodes, FrameError } from './frame.error';

const known = new Set<number>(Object.values(opcodes));
const longestControl = 125;
const maskBytes = 4;

/** What a frame's first bytes say of it. */
interface Head {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly headBytes: number;
  readonly payloadBytes: number;
}

/** Reads the frames of a client that nobody knows yet, and never holds more than its bound. */
export class FrameReader {
  private unread: Buffer = Buffer.alloc(0);
  private seen = 0;

  /** `most` bounds all that is read, not each frame: many small ones are no way around it. */
  constructor(private readonly most: number) {}

  /** What has come and belongs to no frame read so far. */
  get rest(): Buffer {
    return this.unread;
  }

  push(chunk: Buffer): void {
    this.unread = this.unread.length === 0 ? chunk : Buffer.concat([this.unread, chunk]);
  }

  /** The next frame, once it is here whole; throws FrameError for what no client may send. */
  next(): ClientFrame | undefined {
    const head = readHead(this.unread);
    if (!head) return undefined;
    const bytes = head.headBytes + head.payloadBytes;
    if (this.seen + bytes > this.most) throw new FrameError('Too much came first', closeCodes.tooLarge);
    if (this.unread.length < bytes) return undefined;
    const raw = this.unread.subarray(0, bytes);
    this.unread = this.unread.subarray(bytes);
    this.seen += bytes;
    return { opcode: head.opcode, isFinal: head.isFinal, payload: unmask(raw, head.headBytes), raw };
  }
}

function readHead(bytes: Buffer): Head | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  const opcode = first & 15;
  const isFinal = first >= 128;
  const said = second & 127;
  if ((first & 112) !== 0) throw new FrameError('A reserved bit is set');
  if (!known.has(opcode)) throw new FrameError('An unknown kind of frame');
  if (second < 128) throw new FrameError('A client must mask its frames');
  if (isControl(opcode) && (!isFinal || said > longestControl))
    throw new FrameError('A control frame is short and whole');
  return lengthOf(bytes, said, { opcode, isFinal });
}

function lengthOf(bytes: Buffer, said: number, kind: Pick<Head, 'opcode' | 'isFinal'>): Head | undefined {
  const extra = said === 127 ? 8 : said === 126 ? 2 : 0;
  const headBytes = 2 + extra + maskBytes;
  if (bytes.length < headBytes) return undefined;
  const payloadBytes =
    extra === 8 ? Number(bytes.readBigUInt64BE(2)) : extra === 2 ? bytes.readUInt16BE(2) : said;
  return { ...kind, headBytes, payloadBytes };
}

function unmask(raw: Buffer, headBytes: number): Buffer {
  const payload = Buffer.from(raw.subarray(headBytes));
  const mask = raw.subarray(headBytes - maskBytes, headBytes);
  for (let at = 0; at < payload.length; at += 1)
    payload.writeUInt8(payload.readUInt8(at) ^ mask.readUInt8(at & 3), at);
  return payload;
}
