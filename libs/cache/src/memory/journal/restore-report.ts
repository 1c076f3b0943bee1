/** What a file of critical entries was found to hold. */
export interface RestoreReport {
  /** Entries that are back. */
  readonly entries: number;
  /** Entries for which there is no room, or that are no longer to be kept. */
  readonly refused: number;
  /** Records that were passed over because their checksum does not fit. */
  readonly damaged: number;
  /** Bytes of a last record that the process before did not live to finish. */
  readonly tornBytes: number;
}
