import { AsyncResource } from 'node:async_hooks';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type WeighedChecks } from '../verdict';
import { AskedChecks } from './asked-checks';
import { Way } from './way';

/** A decision, or one that memory will make. */
export type Decided = RateDecision | Promise<RateDecision>;

/**
 * Gathers what is asked while Redis is busy with what was asked before, until the turn of the event loop ends. Where
 * nothing is on the way nobody waits: one check goes alone, and what is asked in this very step goes at once.
 */
export class Turn {
  private gathered: AskedChecks[] = [];
  private way = new Way();
  private crossing: Promise<unknown> = Promise.resolve();
  private readonly end: () => void;

  /** `send` runs outside of every request, for what it takes belongs to several; in their order it decides. */
  constructor(private readonly send: (asked: readonly AskedChecks[]) => Promise<readonly Decided[]>) {
    this.end = AsyncResource.bind(() => this.flush());
  }

  /** Nothing is on the way, nor waiting to be: whoever asks may go alone. */
  get isIdle(): boolean {
    return this.way.size === 0 && this.gathered.length === 0;
  }

  /** Somebody went alone; what is asked until they are back is gathered. */
  leave(): Way {
    return this.way.enter();
  }

  /** Ends once all that is on the way now has come back; that may be what somebody waits for who asked a moment ago. */
  async crossed(): Promise<void> {
    const { way, crossing } = this;
    this.way = new Way();
    this.crossing = Promise.all([crossing, way.emptied()]);
    await this.crossing;
  }

  ask(checks: readonly RateCheck[], known: WeighedChecks): Promise<RateDecision> {
    const asked = new AskedChecks(checks, known);
    if (this.gathered.push(asked) === 1) {
      if (this.way.size === 0) queueMicrotask(this.end);
      else setImmediate(this.end);
    }
    return asked.promise;
  }

  private flush(): void {
    const { gathered } = this;
    this.gathered = [];
    const way = this.way.enter();
    this.send(gathered).then(
      (decisions) => this.decided(gathered, decisions, way),
      (error: unknown) => this.failed(gathered, error, way),
    );
  }

  /** First of all nothing is on the way: whoever is told may ask again at once. */
  private decided(asked: readonly AskedChecks[], decisions: readonly Decided[], way: Way): void {
    way.leave();
    for (let at = 0; at < asked.length; at += 1) asked[at]?.resolve(decisions[at] as Decided);
  }

  private failed(asked: readonly AskedChecks[], error: unknown, way: Way): void {
    way.leave();
    for (const one of asked) one.reject(error);
  }
}
