import { abortable } from '../recovery/abortable';

/** One piece of work for all who ask for the same at the same time. */
export class SingleFlight {
  private readonly flights = new Map<string, Promise<unknown>>();

  /** Keys that are being worked on. */
  get size(): number {
    return this.flights.size;
  }

  /**
   * Joins what is under way for the key, or begins it. A flight ends with its outcome: who comes later begins a new
   * one, after a failure too. Who aborts leaves the flight to the others.
   */
  share<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const flight = (this.flights.get(key) as Promise<T> | undefined) ?? this.begin(key, work);
    return signal ? abortable(signal, () => flight) : flight;
  }

  /** Something was written under the key: who asks from now on does not join a flight that may not have seen it. */
  forget(key: string): void {
    this.flights.delete(key);
  }

  private begin<T>(key: string, work: () => Promise<T>): Promise<T> {
    const end = (): void => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    };
    const flight: Promise<T> = work();
    this.flights.set(key, flight);
    flight.then(end, end);
    return flight;
  }
}
