/** Knows which entry to give up when there is no room for another. Entries that may not go are never shown to it. */
export abstract class EvictionPolicy {
  abstract added(slot: number): void;
  /** Read or written anew. */
  abstract touched(slot: number): void;
  abstract removed(slot: number): void;
  /** The entry to give up, never the spared one; none when there is no other. */
  abstract victim(spared: number): number;
}
