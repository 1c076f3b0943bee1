/** Of more at once some are synced twice. */
const mostKnown = 1_000;

/** Up to where this process has seen blobs made durable: that need not be done again. What is forgotten costs a wait. */
export class SyncedLengths {
  private readonly lengths = new Map<string, number>();

  note(key: string, length: number): void {
    this.lengths.delete(key);
    this.lengths.set(key, length);
    const [oldest] = this.lengths.keys();
    if (this.lengths.size > mostKnown && oldest !== undefined) this.lengths.delete(oldest);
  }

  /** Whether all of it is durable that is there; whoever asks asks once. */
  coverAll(key: string, length: number): boolean {
    const known = this.lengths.get(key);
    this.lengths.delete(key);
    return known === length;
  }
}
