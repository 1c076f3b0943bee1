import { type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { BlobCutError } from './blob-cut.error';
import { type ByteRange } from './blob-store';

/** A quarter of this took twice as long for the same file: each piece is a way to another thread and back. */
const pieceBytes = 262_144;
/** Whoever waits for the first byte waits for no more than this. */
const firstBytes = 65_536;

/**
 * As many bytes of an open file as were promised, or an error where there are fewer or more; it closes the file. Piped,
 * as an answer is, they pass through the same two places in memory: new ones for each piece, found, cleared and given
 * back again by the system, took a quarter of the processor's time.
 */
export class FileBytes extends Readable {
  private at: number;
  private begun: Buffer | undefined;
  private reading: Promise<unknown> | undefined;

  constructor(
    private readonly file: FileHandle,
    private missing: number,
    private readonly part?: ByteRange,
  ) {
    super({ highWaterMark: pieceBytes });
    this.at = part?.first ?? 0;
  }

  /** Reads the first of them; rejects where not even that can be done. */
  async begin(): Promise<this> {
    try {
      this.begun = await this.fill(this.place(firstBytes));
      return this;
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  override pipe<To extends NodeJS.WritableStream>(to: To): To {
    this.pour(to).then(
      () => this.resume().push(null),
      (error: Error) => this.destroy(error),
    );
    return to;
  }

  override _read(): void {
    this.first().then(
      (piece) => this.push(piece.length > 0 ? piece : null),
      (error: Error) => this.destroy(error),
    );
  }

  /** Not while it is read: its number would be another file's by then, and that one would be read. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void Promise.allSettled([this.reading])
      .then(() => this.file.close())
      .then(
        () => done(error),
        (fault: Error) => done(error ?? fault),
      );
  }

  /** While one piece is written the next is read, into the place of the one before, which has left it. */
  private async pour(to: NodeJS.WritableStream): Promise<void> {
    const places = [this.place(pieceBytes), this.place(pieceBytes)] as const;
    let piece = await this.first();
    for (let turn = 0; piece.length > 0; turn = 1 - turn) {
      const next = this.fill(turn === 0 ? places[0] : places[1]);
      [piece] = await Promise.all([next, written(to, piece)]);
    }
    to.end();
  }

  private async first(): Promise<Buffer> {
    const begun = this.begun ?? this.fill(this.place(pieceBytes));
    this.begun = undefined;
    return begun;
  }

  /** The next bytes, at this place; none: those were all. */
  private async fill(place: Buffer): Promise<Buffer> {
    if (this.missing === 0) return place.subarray(0, 0);
    const reading = this.file.read(place, 0, this.mostInto(place), this.at);
    this.reading = reading;
    const { bytesRead } = await reading;
    this.at += bytesRead;
    this.missing -= bytesRead;
    if (bytesRead === 0 || this.missing < 0) throw new BlobCutError(this.missing);
    return place.subarray(0, bytesRead);
  }

  /** Of a whole file one more than there should be is asked for with the last, which is given once that did not come. */
  private mostInto({ length }: Buffer): number {
    if (this.part) return Math.min(length, this.missing);
    return this.missing === length ? length - 1 : Math.min(length, this.missing + 1);
  }

  private place(most: number): Buffer {
    return Buffer.allocUnsafeSlow(Math.min(most, this.missing + 1));
  }
}

/** Resolves when the system has taken them: from then on their place is free. */
const written = (to: NodeJS.WritableStream, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    to.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
