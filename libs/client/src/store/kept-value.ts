import { ClientError } from '../client-error';
import { type ClientStore } from './client-store';

/** One value in a store, written again when it has changed: never two writes at once, and the last one is the newest. */
export class KeptValue<T> {
  private writing: Promise<void> | undefined;
  private isStale = false;

  constructor(
    private readonly store: ClientStore,
    private readonly key: string,
    /** Undefined: there is nothing to keep. */
    private readonly value: () => T | undefined,
    private readonly onFault: (error: ClientError) => void,
  ) {}

  /** Undefined where there is none, or none that can be read. */
  async read(): Promise<T | undefined> {
    try {
      const text = await this.store.get(this.key);
      return text ? (JSON.parse(text) as T) : undefined;
    } catch (cause) {
      // A client that begins anew serves better than one that never begins.
      this.onFault(new ClientError('store_failed', `The store has no readable ${this.key}.`, { cause }));
      return undefined;
    }
  }

  changed(): void {
    this.isStale = true;
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** Resolves when what was changed so far is in the store, or a fault was told. */
  async written(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async write(): Promise<void> {
    await Promise.resolve(); // What else changes in this turn goes with it.
    while (this.isStale) {
      this.isStale = false;
      try {
        const value = this.value();
        if (value === undefined) await this.store.delete(this.key);
        else await this.store.set(this.key, JSON.stringify(value));
      } catch (cause) {
        this.onFault(new ClientError('store_failed', `The store did not take ${this.key}.`, { cause }));
      }
    }
  }
}
