const blockWords = 16;
const mostCount = 15;
const firstEntries = 64;

/**
 * How often keys that are not held were used lately, about: four counters of four bits a key in a table that many keys
 * share, halved now and then so that old fame fades. A key's counters lie in one block, which is one line of the
 * processor's cache.
 */
export class FrequencySketch {
  private words = new Int32Array(firstEntries * 2);

  /** How many entries it has sixteen counters for. */
  get entries(): number {
    return this.words.length / 2;
  }

  /** Has sixteen counters an entry; what was counted stays. */
  fit(entries: number): void {
    while (this.entries < entries) {
      const grown = new Int32Array(this.words.length * 2);
      grown.set(this.words);
      // A key's new block is its old one, or the one as far behind: both know what the old one knew.
      grown.set(this.words, this.words.length);
      this.words = grown;
    }
  }

  /** A key was used so often, as far as it had been counted; never lowers what others have left there. */
  remember(hash: number, count: number): void {
    const [block, places] = [this.blockOf(hash), this.placesOf(hash)];
    for (let row = 0; row < 4; row++) {
      const [word, shift] = [block + this.wordAt(places, row), this.shiftAt(places, row)];
      const all = this.words[word] as number;
      const known = (all >>> shift) & 15;
      if (known < count) this.words[word] = all + ((count - known) << shift);
    }
  }

  /** At least as often as this key was remembered to be used since the last halvings, up to 15. */
  estimate(hash: number): number {
    const [block, places] = [this.blockOf(hash), this.placesOf(hash)];
    let least = mostCount;
    for (let row = 0; row < 4; row++) {
      const all = this.words[block + this.wordAt(places, row)] as number;
      const count = (all >>> this.shiftAt(places, row)) & 15;
      if (count < least) least = count;
    }
    return least;
  }

  /** Eight counters at a time: well below a millisecond for 100,000 entries. */
  halve(): void {
    const { words } = this;
    for (let at = 0; at < words.length; at++) words[at] = ((words[at] as number) >>> 1) & 0x77777777;
  }

  private blockOf(hash: number): number {
    return (hash & (this.words.length / blockWords - 1)) * blockWords;
  }

  // Five bits a row: which of its four words, and which of the eight counters in it.
  private placesOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> 12;
  }

  private wordAt(places: number, row: number): number {
    return row * 4 + ((places >>> (row * 5)) & 3);
  }

  private shiftAt(places: number, row: number): number {
    return ((places >>> (row * 5 + 2)) & 7) * 4;
  }
}
