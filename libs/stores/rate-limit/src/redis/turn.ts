import { AsyncResource } from 'node:async_hooks';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type WeighedChecks } from '../verdict';
import { AskedChecks } from './asked-checks';

/**
 * Gathers what is asked while Redis is busy with what was asked before, until the turn of the event loop ends. Where
 * nothing is on the way nobody waits: one check goes alone, and what is asked in this very step goes at once.
 */
export class Turn {
  private gathered: AskedChecks[] = [];
  private onTheWay = 0;
  private readonly end: () => void;

  /** `send` runs outside of every request, for what it takes belongs to several; in their order it decides. */
  constructor(private readonly send: (asked: readonly AskedChecks[]) => Promise<readonly RateDecision[]>) {
    this.end = AsyncResource.bind(() => this.flush());
  }

  /** Nothing is on the way, nor waiting to be: whoever asks may go alone. */
  get isIdle(): boolean {
    return this.onTheWay === 0 && this.gathered.length === 0;
  }

  /** Somebody went alone; what is asked until they are back is gathered. */
  leave(): void {
    this.onTheWay += 1;
  }

  comeBack(): void {
    this.onTheWay -= 1;
  }

  ask(checks: readonly RateCheck[], known: WeighedChecks): Promise<RateDecision> {
    const asked = new AskedChecks(checks, known);
    if (this.gathered.push(asked) === 1) {
      if (this.onTheWay === 0) queueMicrotask(this.end);
      else setImmediate(this.end);
    }
    return asked.promise;
  }

  private flush(): void {
    const { gathered } = this;
    this.gathered = [];
    this.onTheWay += 1;
    this.send(gathered).then(
      (decisions) => this.decided(gathered, decisions),
      (error: unknown) => this.failed(gathered, error),
    );
  }

  /** First of all nothing is on the way: whoever is told may ask again at once. */
  private decided(asked: readonly AskedChecks[], decisions: readonly RateDecision[]): void {
    this.onTheWay -= 1;
    for (let at = 0; at < asked.length; at += 1) asked[at]?.resolve(decisions[at] as RateDecision);
  }

  private failed(asked: readonly AskedChecks[], error: unknown): void {
    this.onTheWay -= 1;
    for (const one of asked) one.reject(error);
  }
}
