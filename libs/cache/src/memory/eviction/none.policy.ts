import { none } from '../keyspace/slot-table';
import { EvictionPolicy } from './eviction.policy';

/** Gives up nothing: what does not fit is refused. */
export class NonePolicy extends EvictionPolicy {
  override added(): void {
    // Nothing is remembered of what never goes.
  }

  override touched(): void {
    // As above.
  }

  override removed(): void {
    // As above.
  }

  override victim(): number {
    return none;
  }
}
