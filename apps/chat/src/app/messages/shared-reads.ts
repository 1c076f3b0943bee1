import { SyncBusyError } from '../sync/sync-busy.error';

/** How much may be read at once. */
export interface ReadLimits<Q> {
  /** How many reads may be under way. */
  readonly reads: number;
  /** How many askers may wait. */
  readonly waiting: number;
  /** How many one read may be for; all, unless said. */
  readonly together?: (question: Q) => number;
  /** How long those who ask the same as was just begun wait for others, unless they are that many. */
  readonly apartMs?: number;
}

interface Asker<A> {
  readonly who: string;
  readonly land: (answer: A | undefined) => void;
  readonly fail: (error: unknown) => void;
}

interface Group<Q, A> {
  readonly question: Q;
  readonly askers: Asker<A>[];
}

/**
 * So many reads at a time, and one for all who wait for the same: a thousand members who come back at once cost a few.
 * Nobody shares one that had begun before she asked, so what she was told of before is in it.
 */
export class SharedReads<Q, A> {
  private readonly waiting = new Map<string, Group<Q, A>>();
  /** What was begun just now. */
  private readonly recent = new Set<string>();
  private running = 0;
  private queued = 0;

  constructor(
    private readonly read: (question: Q, whos: readonly string[]) => Promise<ReadonlyMap<string, A>>,
    private readonly limits: ReadLimits<Q>,
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
    const next = this.running < this.limits.reads ? this.next() : undefined;
    if (next === undefined) return;
    const [key, { question, askers }] = next;
    const most = this.mostTogether(question);
    this.waiting.delete(key);
    this.spread(key);
    // Behind the others, so that a crowd does not keep everybody else waiting.
    if (askers.length > most) this.waiting.set(key, { question, askers: askers.slice(most) });
    const together = askers.slice(0, most);
    this.queued -= together.length;
    void this.answer(question, together);
    this.begin();
  }

  private next(): [string, Group<Q, A>] | undefined {
    for (const [key, group] of this.waiting)
      if (!this.recent.has(key) || group.askers.length >= this.mostTogether(group.question))
        return [key, group];
    return undefined;
  }

  private mostTogether(question: Q): number {
    return this.limits.together?.(question) ?? Infinity;
  }

  private spread(key: string): void {
    const { apartMs } = this.limits;
    if (apartMs === undefined || this.recent.has(key)) return;
    this.recent.add(key);
    setTimeout(() => {
      this.recent.delete(key);
      this.begin();
    }, apartMs);
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
