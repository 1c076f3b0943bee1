import { stringBytes } from './string-bytes';

const emptyBytes = 96;
const bucketBytes = 56; // For two fields: their places, and the bucket they share.

/** The fields of a key that holds a hash, and the memory they take. */
export class HashValue {
  readonly fields = new Map<string, string>();
  private textBytes = 0;
  private capacity = 4;

  /** On V8's heap: the map as it has grown, and all texts. */
  get bytes(): number {
    return emptyBytes + (this.capacity / 2) * bucketBytes + this.textBytes;
  }

  /** At most this much more memory once these fields are set. */
  growth(pairs: readonly string[]): number {
    let [bytes, size, capacity] = [0, this.fields.size, this.capacity];
    for (let at = 0; at < pairs.length; at += 2) {
      const [field, value] = [pairs[at] as string, pairs[at + 1] as string];
      const before = this.fields.get(field);
      const isNew = before === undefined;
      // A field named twice is counted twice, and never below nothing: rather too much room than too little.
      bytes += Math.max(0, stringBytes(value) + (isNew ? stringBytes(field) : -stringBytes(before)));
      if (isNew) size++;
    }
    while (size > capacity) capacity *= 2;
    return bytes + ((capacity - this.capacity) / 2) * bucketBytes;
  }

  /** Sets a field; true when there was none. */
  set(field: string, value: string): boolean {
    const before = this.fields.get(field);
    this.fields.set(field, value);
    this.textBytes += stringBytes(value);
    if (before === undefined) this.textBytes += stringBytes(field);
    else this.textBytes -= stringBytes(before);
    if (this.fields.size > this.capacity) this.capacity *= 2;
    return before === undefined;
  }

  /** Takes a field out; true when it was there. */
  delete(field: string): boolean {
    const before = this.fields.get(field);
    if (before === undefined) return false;
    this.fields.delete(field);
    this.textBytes -= stringBytes(before) + stringBytes(field);
    if (this.capacity > 4 && this.fields.size < this.capacity / 4) this.capacity /= 2;
    return true;
  }
}
