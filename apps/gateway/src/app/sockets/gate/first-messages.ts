import { type ClientFrame, isControl, opcodes } from '../frames/client-frame';
import { closeCodes, FrameError } from '../frames/frame.error';
import { FrameReader } from '../frames/frame-reader';
import { type ConnectPacket, readPacket } from './engine-packet';

/** A token of 4 KiB, its packet, and what Engine.IO says before. */
const mostBytes = 12_288;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What may be done with what has come. */
export interface FirstStep {
  /** What may go on although nobody is known: control frames, and what Engine.IO says among itself. */
  readonly pass: readonly Buffer[];
  /** The request to be let in, once it is here. */
  readonly request?: ConnectPacket;
}

/** Reads what a client sends until it asks to be let in; nothing else of it goes on. */
export class FirstMessages {
  private readonly reader = new FrameReader(mostBytes);
  private fragments: ClientFrame[] = [];

  /** Throws FrameError for what is no WebSocket, and for a message that only somebody known may send. */
  take(chunk: Buffer): FirstStep {
    this.reader.push(chunk);
    const pass: Buffer[] = [];
    for (let frame = this.reader.next(); frame; frame = this.reader.next()) {
      if (isControl(frame.opcode)) pass.push(frame.raw);
      else if (this.completes(frame)) {
        const packet = this.packet();
        if (packet !== 'engine') return { pass, request: packet };
        pass.push(...this.letGo());
      }
    }
    return { pass };
  }

  /** The request as it came, and all that came behind it: what goes on once the client is known. */
  held(): Buffer {
    return Buffer.concat([...this.letGo(), this.reader.rest]);
  }

  private completes(frame: ClientFrame): boolean {
    const isBegun = this.fragments.length > 0;
    if (isBegun !== (frame.opcode === opcodes.continuation))
      throw new FrameError('A message was begun within another, or goes on without a beginning');
    this.fragments.push(frame);
    return frame.isFinal;
  }

  private packet(): ConnectPacket | 'engine' {
    const text = this.fragments[0]?.opcode === opcodes.text ? this.text() : '';
    const packet = readPacket(text);
    if (!packet) throw new FrameError('A token comes first', closeCodes.policy);
    return packet;
  }

  private text(): string {
    try {
      return utf8.decode(Buffer.concat(this.fragments.map(({ payload }) => payload)));
    } catch {
      throw new FrameError('A text must be UTF-8');
    }
  }

  private letGo(): Buffer[] {
    return this.fragments.splice(0).map(({ raw }) => raw);
  }
}
