import { type MergeRule, neverExpires } from '@secureconnect/resilience';
import { type StateCodec } from './state-codec';

/** Reads what Redis holds, which others may have written, and merges with it. */
export class HeldStates<S> {
  constructor(
    private readonly codec: StateCodec<S>,
    private readonly rule: MergeRule<S>,
  ) {}

  /** Undefined for a text that is no state of this rule. */
  decoded(text: string): S | undefined {
    try {
      const state = this.codec.decode(text);
      return state !== null && this.rule.expiresAt(state) <= neverExpires ? state : undefined;
    } catch {
      return undefined;
    }
  }

  /** What the text and our own state make; undefined where the text is no state. */
  merged(text: string, own: S): S | undefined {
    const known = this.decoded(text);
    if (known === undefined) return undefined;
    try {
      const state = this.rule.merge(known, own);
      return this.rule.expiresAt(state) <= neverExpires ? state : undefined;
    } catch (error) {
      // What merges with itself is a state, so the fault is our own and must not cost what is held.
      if (this.mergesWithItself(known)) throw error;
      return undefined;
    }
  }

  private mergesWithItself(known: S): boolean {
    try {
      this.rule.merge(known, known);
      return true;
    } catch {
      return false;
    }
  }
}
