import { besideKey, hashSlot, type RedisGate } from '@secureconnect/redis';
import { globMatcher } from '../../memory/commands/glob';

/** A key with the arguments its writes are remembered by. */
export interface MarkedKey {
  readonly key: string;
  readonly mark: string;
  readonly stamp: string;
}

/** What keys are called in Redis, and which of them are critical. */
export class CacheKeys {
  private readonly patterns: readonly ((key: string) => boolean)[];

  constructor(
    private readonly gate: RedisGate,
    readonly prefix: string,
    criticalKeys: readonly string[],
  ) {
    this.patterns = criticalKeys.map(globMatcher);
  }

  isCritical(key: string): boolean {
    for (const matches of this.patterns) if (matches(key)) return true;
    return false;
  }

  /** A key of Redis without the prefix. */
  bare(name: string): string {
    return name.slice(this.prefix.length);
  }

  /** The mark of a critical key; in the slot of the key, and not under the prefix. */
  markOf(key: string): string {
    const name = this.prefix + key;
    return besideKey(name, `cache-mark:$tag:${name}`);
  }

  /** Where Redis remembers when all keys of the prefix were forgotten; not under the prefix itself. */
  get flushed(): string {
    return `cache-flushed:{${this.prefix}}`;
  }

  /** A key with its mark; one that is not critical is its own. */
  named(key: string): { readonly key: string; readonly mark: string } {
    const name = this.prefix + key;
    return { key: name, mark: this.isCritical(key) ? this.markOf(key) : name };
  }

  /** The same for a write. */
  marked(key: string, stamp: string): MarkedKey {
    return { ...this.named(key), stamp };
  }

  /** A pattern for these keys among all of Redis. */
  pattern(pattern: string): string {
    return this.prefix.replace(/[*?[\]\\^]/g, '\\$&') + pattern;
  }

  /** Those of one slot together where there are slots; each with its place in the list. */
  bySlot<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, number][])[] {
    const placed = items.map((item, at): [T, number] => [item, at]);
    if (!this.gate.options.cluster) return [placed];
    const slots = new Map<number, [T, number][]>();
    for (const one of placed) {
      const slot = hashSlot(this.prefix + keyOf(one[0]));
      const together = slots.get(slot);
      if (together === undefined) slots.set(slot, [one]);
      else together.push(one);
    }
    return [...slots.values()];
  }
}
