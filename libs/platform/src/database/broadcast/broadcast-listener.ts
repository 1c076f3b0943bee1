/** Somebody who listens on a channel. PostgreSQL keeps nothing for who was away: count on `onListening` to catch up. */
export interface BroadcastListener {
  onMessage(payload: string, channel: string): void;
  /** Listening from now on, for the first time or again; what was said before is lost. */
  onListening?(): void;
  /** While it listens, often: all that was said before this moment, by `performance.now()`, has been heard. */
  onProof?(saidBefore: number): void;
  /** Deaf from now on. */
  onDeaf?(cause: Error): void;
}
