/** What was brought to Redis after outages, and what waits for it. */
export interface SyncStats {
  /** Keys are being brought to Redis right now. */
  readonly isSyncing: boolean;
  /** Keys that wait for Redis. */
  readonly pendingKeys: number;
  /** Keys brought to it so far, those that had to be forgotten there included. */
  readonly syncedKeys: number;
  /** Keys that Redis had lost and that memory gave back. */
  readonly restoredKeys: number;
  /** Changes that did not fit what Redis held by then, such as a field of what had become a text. */
  readonly conflicts: number;
  /** Changes given up because there was no more room to keep them. */
  readonly droppedKeys: number;
  /** Batches that failed; each is tried again. */
  readonly failedBatches: number;
  /** When a batch was brought last, in ms since the epoch; null: never. */
  readonly lastSyncTime: number | null;
  readonly lastError: string | null;
}
