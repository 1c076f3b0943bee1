import { type Guard } from '../blob-store';

type Handler<A, R> = (args: A) => Promise<R>;

/**
 * The tries of one write. The SDK tries again by itself what failed, seconds later maybe, so that a guard that is asked
 * once is asked too early: here it is asked before each, and what it throws ends them.
 */
export class AskedTries {
  /** Where among the steps of the SDK it is asked: within the one that tries again. */
  readonly place = { step: 'finalizeRequest', priority: 'low' } as const;
  private refused: { readonly error: unknown } | undefined;

  constructor(private readonly guard: Guard) {}

  /** What the guard threw, if it did. */
  get refusal(): { readonly error: unknown } | undefined {
    return this.refused;
  }

  readonly ask =
    <A, R>(next: Handler<A, R>): Handler<A, R> =>
    async (args) => {
      try {
        this.guard();
      } catch (error) {
        this.refused = { error };
        throw error;
      }
      return next(args);
    };
}
