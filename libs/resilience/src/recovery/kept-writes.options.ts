/** How much is kept while Redis is away, over all stores. */
export interface KeptWritesOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly now: () => number;
}

/** 100,000 entries and 64 MiB. */
export const defaultKeptWritesOptions: KeptWritesOptions = {
  maxEntries: 100_000,
  maxBytes: 64 * 1024 * 1024,
  now: Date.now,
};
