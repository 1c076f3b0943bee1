/** How much of the record is merged into Redis before what was kept: none, what is young, or all of it. */
export type Rehydration = 'nothing' | 'recent' | 'everything';

/** Which part of its record a store is to bring. */
export interface RehydrateScope {
  /** Only what was written since this moment, in ms since the epoch; undefined: everything. */
  readonly since?: number;
}
