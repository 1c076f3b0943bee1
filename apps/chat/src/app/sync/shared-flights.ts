import { SyncBusyError } from './sync-busy.error';

/** How much may be under way, and how much may wait. */
export interface FlightLimits {
  readonly flights: number;
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
 * waits too long, or finds too many waiting, is told `busy`.
 */
export class SharedFlights<Q, A> {
  private readonly waiting = new Set<Passenger<Q, A>>();
  private flying = 0;

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
    while (this.flying < this.limits.flights && this.waiting.size > 0) void this.take();
  }

  /** Never rejects: each passenger hears of it. */
  private async take(): Promise<void> {
    const aboard = [...this.waiting].slice(0, this.limits.seats);
    for (const passenger of aboard) {
      this.waiting.delete(passenger);
      clearTimeout(passenger.timer);
    }
    this.flying += 1;
    try {
      const answers = await this.fly(aboard.map(({ question }) => question));
      aboard.forEach(({ land }, seat) => land(answers[seat] as A));
    } catch (error) {
      aboard.forEach(({ fail }) => fail(error));
    } finally {
      this.flying -= 1;
      this.depart();
    }
  }
}
