import { type SlotTable } from '../keyspace/slot-table';
import { type EvictionPolicy } from './eviction.policy';
import { FifoPolicy } from './fifo.policy';
import { LruPolicy } from './lru.policy';
import { NonePolicy } from './none.policy';
import { TinyLfuPolicy } from './tiny-lfu.policy';

/** What goes when there is no room: the least recently used, the least often used, the oldest, or nothing. */
export type EvictionPolicyName = 'lru' | 'lfu' | 'fifo' | 'none';

/** By name, how each is made. */
export const evictionPolicies: Record<EvictionPolicyName, (table: SlotTable) => EvictionPolicy> = {
  lru: (table) => new LruPolicy(table),
  lfu: (table) => new TinyLfuPolicy(table),
  fifo: (table) => new FifoPolicy(table),
  none: () => new NonePolicy(),
};
