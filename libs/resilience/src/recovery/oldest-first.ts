/** Values by key in the order they were last put. Taking the oldest costs the same however many were taken before. */
export class OldestFirst<V> {
  private readonly values = new Map<string, V>();
  // A new iterator would walk over the gaps of all that was taken; this one stays where it is, behind nothing.
  private cursor = this.values.entries();

  get size(): number {
    return this.values.size;
  }

  get(key: string): V | undefined {
    return this.values.get(key);
  }

  /** Makes it the youngest. */
  put(key: string, value: V): void {
    this.values.delete(key);
    this.values.set(key, value);
  }

  delete(key: string): boolean {
    return this.values.delete(key);
  }

  takeOldest(): [string, V] | undefined {
    let next = this.cursor.next();
    if (next.done) {
      this.cursor = this.values.entries();
      next = this.cursor.next();
    }
    if (next.done) return undefined;
    this.values.delete(next.value[0]);
    return next.value;
  }
}
