import { isExpired, MemoryTier, MemoryTierFullError, type MemoryTierStats } from '@secureconnect/resilience';
import { type SessionStoreOptions } from '../session-store.options';
import { heldSessionRule, type HeldSession } from './held-session-rule';

/** What an ended one takes of the heap, about. */
const markBytes = 400;

/** Sessions in the memory of this process, sealed: those it saw lately, and those it knows to have ended. */
export class MemorySessions {
  private readonly live: MemoryTier<HeldSession>;
  private readonly ended: MemoryTier<true>;

  constructor(
    options: Pick<SessionStoreOptions, 'memory' | 'memoryOfEnded'>,
    private readonly now: () => number,
  ) {
    const bytesOf = (id: string, { live }: HeldSession): number =>
      id.length + (live?.sealed.length ?? 0) + 64;
    this.live = new MemoryTier('sessions', { ...options.memory, bytesOf, now });
    this.ended = new MemoryTier('ended sessions', {
      ...options.memoryOfEnded,
      bytesOf: () => markBytes,
      now,
    });
  }

  get stats(): MemoryTierStats {
    return this.live.stats;
  }

  /** False while it could not note all that ended: then one that is not known to have ended may have. */
  get knowsAllEnded(): boolean {
    return this.ended.isComplete;
  }

  hasEnded(id: string): boolean {
    return this.ended.peek(id) !== undefined;
  }

  /** What it holds of one that has not ended here. */
  find(id: string): HeldSession | undefined {
    return this.hasEnded(id) ? undefined : this.live.get(id);
  }

  /** Merges a copy from another tier; an ended one leaves its mark. */
  absorb(id: string, state: HeldSession): void {
    if (isExpired(state.keptUntil, this.now())) return;
    if (state.live === null) return this.end(id, state.keptUntil);
    if (this.hasEnded(id)) return;
    const known = this.live.get(id);
    // Most reads show what is held already.
    if (known?.live?.sealed === state.live.sealed && known.keptUntil === state.keptUntil) return;
    const value = known ? heldSessionRule.merge(known, state) : state;
    try {
      this.live.put(id, { value, expiresAt: value.keptUntil, isLiveSecurity: false });
    } catch (error) {
      // Too large for this memory altogether: it is served by the other tiers alone.
      if (!(error instanceof MemoryTierFullError)) throw error;
      this.live.delete(id);
    }
  }

  private end(id: string, until: number): void {
    this.live.delete(id);
    try {
      this.ended.put(id, { value: true, expiresAt: until, isLiveSecurity: true });
    } catch (error) {
      // The tier remembers that it is not complete, and nobody trusts it then.
      if (!(error instanceof MemoryTierFullError)) throw error;
    }
  }
}
