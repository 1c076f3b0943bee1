import { classifyDatabaseError } from '@secureconnect/platform';
import { SyncBusyError } from './sync-busy.error';

/** How much may be under way, and how much may wait. */
export interface FlightLimits {
  readonly flights: number;
  /** From one departure to the next: so slowly nobody can come that each has a flight of her own. */
  readonly spacingMs: number;
  readonly seats: number;
  readonly waiting: number;
  readonly patienceMs: number;
}

interface Passenger<Q, A> {
  readonly question: Q;
  readonly land: (answer: A) => void;
  readonly fail: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * So many queries at a time and no more: who asks while all are under way shares the next with the others who wait. Who
 * waits too long, or finds too many waiting, is told `overloaded`. No flight leaves before all aboard have asked, so what was
 * committed by then is in it; and one that fails for a passenger's question is flown again for each alone.
 */
export class SharedFlights<Q, A> {
  private readonly waiting = new Set<Passenger<Q, A>>();
  private flying = 0;
  private departedAt = -Infinity;
  private clock: NodeJS.Timeout | undefined;

  constructor(
    private readonly fly: (questions: readonly Q[]) => Promise<readonly A[]>,
    private readonly limits: FlightLimits,
  ) {}

  ask(question: Q): Promise<A> {
    if (this.waiting.size >= this.limits.waiting) return Promise.reject(new SyncBusyError(''));
    return new Promise((land, fail) => {
      const timer = setTimeout(() => {
        this.waiting.delete(passenger);
        fail(new SyncBusyError(''));
      }, this.limits.patienceMs);
      const passenger = { question, land, fail, timer };
      this.waiting.add(passenger);
      // Those who ask in the same turn go together.
      setImmediate(() => this.depart());
    });
  }

  private depart(): void {
    if (this.waiting.size === 0 || this.flying >= this.limits.flights) return;
    const waitMs = this.departedAt + this.limits.spacingMs - performance.now();
    if (waitMs > 0 && this.waiting.size < this.limits.seats) {
      this.clock ??= setTimeout(() => this.leave(), waitMs);
      return;
    }
    this.leave();
  }

  private leave(): void {
    clearTimeout(this.clock);
    this.clock = undefined;
    const aboard = [...this.waiting].slice(0, this.limits.seats);
    if (aboard.length === 0) return;
    for (const passenger of aboard) {
      this.waiting.delete(passenger);
      clearTimeout(passenger.timer);
    }
    this.departedAt = performance.now();
    void this.carry(aboard);
    // For those who found no seat.
    this.depart();
  }

  /** Never rejects: each passenger hears of it. */
  private async carry(aboard: readonly Passenger<Q, A>[]): Promise<void> {
    this.flying += 1;
    try {
      const answers = await this.fly(aboard.map(({ question }) => question));
      aboard.forEach(({ land }, seat) => land(answers[seat] as A));
    } catch (error) {
      await this.carryEach(aboard, error);
    } finally {
      this.flying -= 1;
      this.depart();
    }
  }

  /** Nobody pays for another's question; but nobody asks a database that is away a hundred times. */
  private async carryEach(aboard: readonly Passenger<Q, A>[], why: unknown): Promise<void> {
    let error = why;
    for (const { question, land, fail } of aboard) {
      if (aboard.length === 1 || classifyDatabaseError(error)) {
        fail(error);
        continue;
      }
      try {
        const [answer] = await this.fly([question]);
        land(answer as A);
      } catch (own) {
        fail(own);
        error = own;
      }
    }
  }
}
