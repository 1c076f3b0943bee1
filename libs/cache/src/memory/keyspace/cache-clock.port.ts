/** Time as the engine takes it. */
export interface CacheClock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(run: () => void, ms: number): { unref(): unknown };
  clearTimeout(timer: unknown): void;
}
