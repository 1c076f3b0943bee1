import { isExpired } from '../recovery/expiring';
import { type MergeRule } from '../recovery/merge/merge-rule';
import { MemoryTier } from './memory-tier';
import { MemoryTierFullError } from './memory-tier-full.error';
import { type MemoryTierOptions } from './memory-tier.options';

/** A memory tier into which every write is merged by a rule, so that no write loosens what is held. */
export class MergedTier<S> {
  readonly tier: MemoryTier<S>;

  constructor(
    name: string,
    private readonly rule: MergeRule<S>,
    private readonly isLiveSecurity: (state: S) => boolean,
    private readonly options: MemoryTierOptions<S>,
  ) {
    this.tier = new MemoryTier(name, options);
  }

  /** Merges a state into what is held of the key; throws MemoryTierFullError if there is no room for the outcome. */
  merge(key: string, state: S): S {
    const known = this.tier.peek(key);
    const value = known === undefined ? state : this.rule.merge(known, state);
    this.put(key, value);
    return value;
  }

  /** As `merge`, for copies from elsewhere: what expired is passed over, and no room is an answer. */
  absorb(key: string, state: S): 'absorbed' | 'expired' | 'refused' {
    if (isExpired(this.rule.expiresAt(state), this.options.now())) return 'expired';
    try {
      this.merge(key, state);
      return 'absorbed';
    } catch (error) {
      if (error instanceof MemoryTierFullError) return 'refused';
      throw error;
    }
  }

  private put(key: string, value: S): void {
    this.tier.put(key, {
      value,
      expiresAt: this.rule.expiresAt(value),
      isLiveSecurity: this.isLiveSecurity(value),
    });
  }
}
