/**
 * What was of use lately, by name: at most so many, those not asked for in the longest time out first, by and large. Two
 * generations instead of an order, so that asking for what is young changes nothing.
 */
export class RecentEntries<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();
  private readonly mostOfEach: number;

  constructor(most: number) {
    this.mostOfEach = Math.max(1, Math.floor(most / 2));
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(name: string): V | undefined {
    const found = this.young.get(name);
    if (found !== undefined) return found;
    const former = this.old.get(name);
    if (former !== undefined) this.set(name, former);
    return former;
  }

  set(name: string, value: V): void {
    if (this.young.size >= this.mostOfEach && !this.young.has(name)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.old.delete(name);
    this.young.set(name, value);
  }

  delete(name: string): void {
    this.young.delete(name);
    this.old.delete(name);
  }
}
