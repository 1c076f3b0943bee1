import { ClientError } from '../client-error';
import { type ContentReader } from './file-content';
import { Sha256 } from './sha256';

const mebibyte = 1_048_576;

/** Content on its way: its digest is made of each byte once, however often the byte is sent. */
export class OutgoingContent {
  private readonly hash = new Sha256();
  private hashed = 0;
  private hex: string | undefined;

  constructor(private readonly reader: ContentReader) {}

  get size(): number {
    return this.reader.size;
  }

  /** The bytes from there on, at most so many; what lies before was read by then. */
  async part(from: number, most: number): Promise<Uint8Array> {
    while (this.hashed < from) await this.take(this.hashed, Math.min(mebibyte, from - this.hashed));
    return this.take(from, Math.min(most, this.size - from));
  }

  /** The digest of all of it, in hexadecimal digits. */
  async digest(): Promise<string> {
    while (this.hashed < this.size) await this.part(this.hashed, mebibyte);
    return (this.hex ??= this.hash.hex());
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  private async take(from: number, count: number): Promise<Uint8Array> {
    const bytes = await this.reader.read(from, count);
    if (bytes.length < count) throw new ClientError('size_mismatch', 'There is less of it than was said.');
    this.hash.update(bytes.subarray(this.hashed - from));
    this.hashed = Math.max(this.hashed, from + bytes.length);
    return bytes;
  }
}
