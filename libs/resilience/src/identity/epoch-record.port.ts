/**
 * Where the epoch is recorded: the number of times Redis was filled from the record. A Redis whose marker says another
 * number is not the one that was filled last.
 */
export abstract class EpochRecord {
  /** The present epoch; null when there never was one. Rejects where the record cannot be asked. */
  abstract current(): Promise<number | null>;

  /**
   * Counts on from `known`, if that is still the present epoch, in one atomic step; gives the epoch that is present
   * afterwards, be it another instance's. `found` is what the marker of Redis said, for records that are not shared.
   */
  abstract advance(known: number | null, found: number | null): Promise<number>;
}
