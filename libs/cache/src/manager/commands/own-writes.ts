import { type FailoverStore } from '@secureconnect/resilience';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KeptChanges } from '../sync/kept-changes';

/** Longer than changes on their way to a Redis that is well take; short beside a call's deadline. */
const patienceMs = 30;
/** Between two looks at whether they have arrived. */
const lookMs = 2;

/**
 * What memory took while Redis was away may reach it a moment after Redis serves again, or while only writes rest. Until
 * then memory goes on serving those keys, for Redis would answer without it.
 */
export class OwnWrites {
  constructor(
    private readonly store: FailoverStore,
    private readonly changes: KeptChanges,
  ) {}

  /** Makes a call, and tells it whether Redis is behind with one of its keys. */
  call<T>(keys: readonly string[], made: (isBehind: boolean) => Promise<T>): Promise<T> {
    if (this.store.isAway || !this.changes.isLacking(keys)) return made(false);
    return this.soon(keys, made);
  }

  /** The same for several. Where Redis lacks some, each goes by itself: of the others memory may know nothing. */
  callForAll<T>(
    keys: readonly string[],
    made: (isBehind: boolean) => Promise<T>,
    apiece: () => Promise<T>,
  ): Promise<T> {
    return this.call(keys, (isBehind) => (isBehind && keys.length > 1 ? apiece() : made(isBehind)));
  }

  /** Who wrote to a key all the time while its changes are on their way would never have them all there. */
  private async soon<T>(keys: readonly string[], made: (isBehind: boolean) => Promise<T>): Promise<T> {
    const { store, changes } = this;
    const until = performance.now() + patienceMs;
    while (changes.isBringing(keys) && !store.isAway && performance.now() < until) await sleep(lookMs);
    return made(changes.isLacking(keys));
  }
}
