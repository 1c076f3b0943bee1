import { AsyncResource } from 'node:async_hooks';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type WeighedChecks } from '../verdict';
import { AskedChecks } from './asked-checks';

/**
 * Gathers what is asked while Redis is busy with what was asked before, until the turn of the event loop ends. Where
 * nothing is on the way nobody waits: what is asked in this very step goes at once.
 */
export class Turn {
  private gathered: AskedChecks[] = [];
  private onTheWay = 0;
  private readonly end: () => void;

  /** `send` runs outside of every request, for what it takes belongs to several; it never rejects. */
  constructor(private readonly send: (asked: readonly AskedChecks[]) => Promise<void>) {
    this.end = AsyncResource.bind(() => this.flush());
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
    void this.send(gathered).then(this.arrived);
  }

  private readonly arrived = (): void => {
    this.onTheWay -= 1;
  };
}
