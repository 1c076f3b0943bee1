/** Texts in the memory of this process, bounded, each for its time. */
export abstract class CacheEngine {
  abstract get(key: string): string | null;
  /** Holds a text for so many milliseconds, or less where there is no room. */
  abstract set(key: string, text: string, ttlMs: number): void;
  abstract delete(key: string): void;
  abstract readonly stats: CacheEngineStats;
  abstract close(): void;
}

/** What an engine holds, and what it dropped to make room. */
export interface CacheEngineStats {
  readonly entries: number;
  readonly bytes: number;
  readonly evictions: number;
}
