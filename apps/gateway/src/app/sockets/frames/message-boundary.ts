import { isControl } from './client-frame';

/** Follows where the messages of a server end, so that another can be put between two of them. */
export class MessageBoundary {
  /** Of the frame being passed: bytes of its head so far, bytes of its length and of its payload still to come. */
  private headBytes = 0;
  private lengthBytes = 0;
  private left = 0;
  private isControl = false;
  private isFinal = true;
  private inMessage = false;

  /** Nothing was begun that is not complete. */
  get isHere(): boolean {
    return this.headBytes === 0 && !this.inMessage;
  }

  /** Follows the bytes; gives where in them the first message ended, -1 where none did. */
  follow(chunk: Buffer): number {
    let first = -1;
    let at = 0;
    while (at < chunk.length) {
      at = this.isInPayload ? this.skip(chunk, at) : this.readHead(chunk, at);
      if (this.isInPayload && this.left === 0 && this.endFrame() && first < 0) first = at;
    }
    return first;
  }

  private get isInPayload(): boolean {
    return this.headBytes >= 2 && this.lengthBytes === 0;
  }

  private skip(chunk: Buffer, at: number): number {
    const step = Math.min(this.left, chunk.length - at);
    this.left -= step;
    return at + step;
  }

  private readHead(chunk: Buffer, at: number): number {
    const byte = chunk.readUInt8(at);
    this.headBytes += 1;
    if (this.headBytes === 1) {
      this.isFinal = byte >= 128;
      this.isControl = isControl(byte & 15);
    } else if (this.headBytes === 2) {
      const said = byte & 127;
      this.lengthBytes = said === 127 ? 8 : said === 126 ? 2 : 0;
      this.left = this.lengthBytes > 0 ? 0 : said;
    } else {
      this.lengthBytes -= 1;
      this.left = this.left * 256 + byte;
    }
    return at + 1;
  }

  private endFrame(): boolean {
    this.headBytes = 0;
    if (!this.isControl) this.inMessage = !this.isFinal;
    return !this.inMessage;
  }
}
