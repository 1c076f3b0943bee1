import { type Failover, type OperationPolicy } from '@secureconnect/resilience';

/** One tier of a store with the promise it keeps. */
export interface TierPromise {
  readonly tier: string;
  readonly guarantee: string;
}

/** A store that fails over, its tiers best first. */
export interface StorePromises {
  readonly store: string;
  readonly tiers: readonly TierPromise[];
}

/** How the operations of a service fail, and what its stores promise meanwhile. */
export interface PolicyTable {
  readonly service: string;
  readonly operations: readonly OperationPolicy[];
  readonly stores: readonly StorePromises[];
}

/** The table of one service, from what its code declares and which stores it opened. */
export function policyTable(
  service: string,
  operations: readonly OperationPolicy[],
  failover: Pick<Failover, 'stores'>,
): PolicyTable {
  const stores = failover.stores.map(({ name, tiers }) => ({
    store: name,
    tiers: tiers.map(({ name: tier, guarantee }) => ({ tier, guarantee })),
  }));
  return { service, operations, stores };
}
