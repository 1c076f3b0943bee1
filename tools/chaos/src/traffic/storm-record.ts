import { stormNow } from '../history/storm-clock';
import { type Facts, type Heard, type Step } from '../history/storm-history';
import { type Subject } from '../history/subject';

/** What is asked for, before it is. */
export type Asking = Pick<Step, 'subject' | 'what' | 'actor' | 'door' | 'facts'>;

/** What came of it, with what is only known by then. */
export type Came = Pick<Step, 'outcome' | 'status' | 'code'> & { readonly facts?: Facts };

/** All that people did and were told, as it happens. */
export class StormRecord {
  readonly steps: Step[] = [];
  readonly heard: Heard[] = [];
  private readonly open = new Map<Asking, number>();
  private readonly tally = new Map<string, number>();

  /** Writes down what came of something; throws nothing that `run` does not. */
  async step<Result extends Came>(asking: Asking, run: () => Promise<Result>): Promise<Result> {
    const begun = stormNow();
    this.open.set(asking, begun);
    try {
      const came = await run();
      if (this.open.has(asking)) this.write(asking, begun, came);
      return came;
    } finally {
      this.open.delete(asking);
    }
  }

  /** The moment by which all of it is written down. */
  now(): number {
    return stormNow();
  }

  /** Something that was not foreseen as a step, after it has happened. */
  add(asking: Asking, begun: number, came: Came): void {
    this.write(asking, begun, came);
  }

  tell(subject: Subject, actor: string, event: string, facts: Facts): void {
    this.heard.push({ ...{ subject, actor, at: stormNow() }, event, facts });
  }

  /** So many of each subject so far. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.tally);
  }

  /** What nobody has heard anything of by now never will be answered. */
  giveUp(): void {
    for (const [asking, begun] of this.open)
      this.write(asking, begun, { outcome: 'unknown', code: 'unsettled' });
    this.open.clear();
  }

  private write(asking: Asking, begun: number, { outcome, status, code, facts }: Came): void {
    this.steps.push({
      ...{ ...asking, begun, ended: stormNow(), outcome },
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
      facts: { ...asking.facts, ...facts },
    });
    this.tally.set(asking.subject, (this.tally.get(asking.subject) ?? 0) + 1);
  }
}
