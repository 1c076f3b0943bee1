import { Injectable } from '@nestjs/common';
import { type Digest, Digesting } from './digesting';

/** About five kilobytes each; of more uploads at once some are read again. */
const mostKept = 1_000;

/**
 * What of an upload went by in this process, from its first byte on and without a gap, though in several requests: so
 * that it need not be read again to know what it is. What is forgotten costs a reading, and nothing else.
 */
@Injectable()
export class SeenBytes {
  private readonly kept = new Map<string, Digesting>();

  /** To go on with at an offset; undefined: something before it was not seen here, or not in order. */
  take(id: string, offset: number): Digesting | undefined {
    const before = this.kept.get(id);
    // Whatever becomes of these bytes, what is kept would not be all of it any more.
    this.kept.delete(id);
    if (offset === 0) return new Digesting();
    return before?.length === offset ? before : undefined;
  }

  /** All that it has gone through is in the store, and nothing else. */
  keep(id: string, digesting: Digesting): void {
    this.kept.delete(id);
    this.kept.set(id, digesting);
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
  }

  /** Of all bytes of an upload, if they all were seen. */
  digest(id: string, size: number): Digest | undefined {
    const seen = this.kept.get(id);
    return seen?.length === size ? seen.digest : undefined;
  }

  forget(id: string): void {
    this.kept.delete(id);
  }
}
