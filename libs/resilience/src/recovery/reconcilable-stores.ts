import { type ReconcilableStore } from './reconcilable-store.port';

/** The stores of a process that recovery brings up to date: each says so itself when it is made. */
export class ReconcilableStores {
  private readonly registered: ReconcilableStore[] = [];

  /** Those there are; later ones appear in it too. */
  get all(): readonly ReconcilableStore[] {
    return this.registered;
  }

  /** Has a store recovered from now on; its name can be taken once. */
  register<S>(store: ReconcilableStore<S>): void {
    if (this.registered.some(({ name }) => name === store.name))
      throw new Error(`${store.name} is recovered already: a store registers once`);
    this.registered.push(store as ReconcilableStore);
  }
}
