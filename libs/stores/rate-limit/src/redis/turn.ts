import { AsyncResource } from 'node:async_hooks';
import { type RateCheck, type RateDecision } from '../rate-limit.store';
import { type WeighedChecks } from '../verdict';
import { AskedChecks } from './asked-checks';

/** Gathers what is asked in one turn of the event loop, so that it goes to Redis together. */
export class Turn {
  private gathered: AskedChecks[] = [];
  private readonly end: () => void;

  /** `send` runs outside of every request: what it gathers belongs to several. */
  constructor(private readonly send: (asked: readonly AskedChecks[]) => void) {
    this.end = AsyncResource.bind(() => this.flush());
  }

  ask(checks: readonly RateCheck[], known: WeighedChecks): Promise<RateDecision> {
    const asked = new AskedChecks(checks, known);
    if (this.gathered.push(asked) === 1) setImmediate(this.end);
    return asked.promise;
  }

  private flush(): void {
    const { gathered } = this;
    this.gathered = [];
    this.send(gathered);
  }
}
