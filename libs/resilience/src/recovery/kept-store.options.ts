import { type MergeRule } from './merge/merge-rule';

/** How writes to one store are kept. */
export interface KeptStoreOptions<S> {
  readonly name: string;
  readonly rule: MergeRule<S>;
  /** PostgreSQL is the record: a kept write may be dropped, as rehydrating brings it back; a store without a record is refused. */
  readonly isDurable: boolean;
  /** The size of one kept write; what it takes of the heap unless said. */
  readonly bytesOf?: (key: string, state: S) => number;
}
