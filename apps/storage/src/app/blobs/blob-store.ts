import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { exactly } from './exactly';

/** A part of a blob, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Throws from the moment on that whoever writes may not write any more. */
export type Guard = () => void;

/** Nobody else can be writing. */
export const unguarded: Guard = () => undefined;

/** Where bytes lie, each blob under a key; what is finished is never changed. */
export abstract class BlobStore {
  /** What rows call it, so that a blob is found in the store it was written to. */
  abstract readonly name: string;

  /**
   * Adds bytes at the end of an unfinished blob, which begins with the first; durable once it resolves. Gives the new
   * length. A source that breaks off leaves what came before, and its error is thrown. At any other offset than the
   * present length nothing is written: `BlobMisplacedError`. The guard is asked right before each write, and once it
   * throws nothing more is written: who was frozen and comes to again may be somebody whom others took for dead.
   */
  abstract append(
    key: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
    guard?: Guard,
  ): Promise<number>;

  /** How much of a blob is durably there, finished or not; 0: nothing. */
  abstract length(key: string): Promise<number>;

  /** Whether it is whole. */
  abstract isFinished(key: string): Promise<boolean>;

  /**
   * From now on it is whole and can be read; done twice it is the same. True: what is there is known to be what this
   * process appended; false: somebody who was late may have written other bytes over it, as many and in their place.
   */
  abstract finish(key: string): Promise<boolean>;

  /** The bytes of a finished blob; `BlobMissingError` where there is none. */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;

  /**
   * As many bytes of it as were promised; it breaks off, `BlobCutError`, where there are fewer or more. Rejects where not
   * even the first can be read.
   */
  async readExactly(key: string, length: number, range?: ByteRange): Promise<Readable> {
    const bytes = exactly(length, await this.read(key, range));
    await once(bytes, 'readable');
    return bytes;
  }

  /** Forgets it, finished or not, or never begun. */
  abstract remove(key: string): Promise<void>;

  /** Whether it could be written to just now, and how much room there is where that is known; rejects with why not. */
  abstract check(): Promise<{ readonly freeBytes?: number }>;
}
