import { ClientError } from '../client-error';

/** What may be uploaded: a stream goes by once, and its size must be said. */
export type FileContent = Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array>;

/** Content that is read from the front, and again from where it was last read from. */
export interface ContentReader {
  readonly size: number;
  /** So many bytes from there on; fewer at the end alone. */
  read(from: number, count: number): Promise<Uint8Array>;
  /** What is left of it will not be read. */
  close(): Promise<void>;
}

const none = (): Promise<void> => Promise.resolve();

/** A reader of it; throws for a stream without its size. */
export function contentReader(content: FileContent, size?: number): ContentReader {
  if (content instanceof ReadableStream) return new StreamReader(content, size);
  if (content instanceof Blob) {
    const read = async (from: number, count: number) =>
      new Uint8Array(await content.slice(from, from + count).arrayBuffer());
    return { size: content.size, read, close: none };
  }
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
  const read = (from: number, count: number) => Promise.resolve(bytes.subarray(from, from + count));
  return { size: bytes.byteLength, read, close: none };
}

/** A stream gives nothing twice, so what was read last is kept. */
class StreamReader implements ContentReader {
  readonly size: number;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private kept = new Uint8Array(0);
  private keptFrom = 0;
  /** What the stream gave beyond what was asked for. */
  private over = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>, size: number | undefined) {
    if (size === undefined) throw new ClientError('size_mismatch', 'Say how large the stream is: `size`.');
    this.size = size;
    this.reader = stream.getReader();
  }

  async read(from: number, count: number): Promise<Uint8Array> {
    const at = from - this.keptFrom;
    if (at < 0 || at > this.kept.length)
      throw new ClientError('unexpected', 'This part of the stream has gone by.');
    const kept = this.kept.slice(at, at + count);
    const rest = kept.length === this.kept.length - at ? await this.next(count - kept.length) : [];
    const all = joined([kept, ...rest]);
    if (rest.length > 0) [this.kept, this.keptFrom] = [all, from];
    return all;
  }

  async close(): Promise<void> {
    await this.reader.cancel();
  }

  private async next(count: number): Promise<Uint8Array[]> {
    const parts: Uint8Array[] = [];
    for (let left = count; left > 0;) {
      const chunk = this.over.length > 0 ? this.over : (await this.reader.read()).value;
      if (!chunk) break;
      this.over = chunk.slice(Math.min(left, chunk.length));
      parts.push(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
    }
    return parts;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
