import { SyncBusyError } from '../sync/sync-busy.error';

/** How many reads may be under way, and how many askers may wait. */
export interface ReadLimits {
  readonly reads: number;
  readonly waiting: number;
}

interface Asker<A> {
  readonly who: string;
  readonly land: (answer: A | undefined) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * So many reads at a time, and one for all who wait for the same: a thousand members who come back at once cost a few.
 * Nobody shares one that had begun before she asked, so what she was told of before is in it.
 */
export class SharedReads<Q, A> {
  private readonly waiting = new Map<string, { readonly question: Q; readonly askers: Asker<A>[] }>();
  private running = 0;
  private queued = 0;

  constructor(
    private readonly read: (question: Q, whos: readonly string[]) => Promise<ReadonlyMap<string, A>>,
    private readonly limits: ReadLimits,
  ) {}

  /** Undefined: the answer has nothing for her. */
  ask(key: string, question: Q, who: string): Promise<A | undefined> {
    if (this.queued >= this.limits.waiting) return Promise.reject(new SyncBusyError(''));
    return new Promise((land, fail) => {
      const group = this.waiting.get(key) ?? { question, askers: [] };
      this.waiting.set(key, group);
      group.askers.push({ who, land, fail });
      this.queued += 1;
      // Those who ask in the same turn go together.
      setImmediate(() => this.begin());
    });
  }

  private begin(): void {
    const [next] = this.waiting;
    if (next === undefined || this.running >= this.limits.reads) return;
    const [key, { question, askers }] = next;
    this.waiting.delete(key);
    this.queued -= askers.length;
    void this.answer(question, askers);
    this.begin();
  }

  /** Never rejects: each asker hears of it. */
  private async answer(question: Q, askers: readonly Asker<A>[]): Promise<void> {
    this.running += 1;
    try {
      const answers = await this.read(question, [...new Set(askers.map(({ who }) => who))]);
      for (const { who, land } of askers) land(answers.get(who));
    } catch (error) {
      for (const { fail } of askers) fail(error);
    } finally {
      this.running -= 1;
      this.begin();
    }
  }
}
