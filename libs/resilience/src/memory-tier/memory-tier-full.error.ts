/** Nothing in the tier may make room for the entry; whoever put it must hold it durably or fail closed. */
export class MemoryTierFullError extends Error {
  readonly code = 'memory_tier_full';

  constructor(readonly tier: string) {
    super(`${tier}: no room in memory, and nothing that may make room`);
    this.name = 'MemoryTierFullError';
  }
}
