import { heapBytes } from '../recovery/heap-bytes';

/** How much one tier holds. */
export interface MemoryTierBounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Bounds, clock and scales of one tier. */
export interface MemoryTierOptions<T> extends MemoryTierBounds {
  readonly now: () => number;
  /** The size of one entry; what it takes of the heap unless said. */
  readonly bytesOf: (key: string, value: T) => number;
}

/** What the entry takes besides key and value. */
const entryBytes = 150;

/** 1,000 entries in a MiB. */
export const defaultMemoryTierOptions: MemoryTierOptions<unknown> = {
  maxEntries: 1_000,
  maxBytes: 1024 * 1024,
  now: Date.now,
  bytesOf: (key, value) => heapBytes(key) + heapBytes(value) + entryBytes,
};
