/** Who hears what other instances could not bring to the log. */
export interface RelayListener {
  /** `id` is that of the message: the same for all who hear it. */
  onMarks(marks: readonly string[], id: string): void;
  /** From now on; what was said before is lost. */
  onListening(): void;
  onDeaf(): void;
}

/** A second way for invalidations to reach other instances, while Redis is away. */
export abstract class InvalidationRelay {
  /** Tells all other instances, in a bounded time; rejects where it could not. */
  abstract send(marks: readonly string[]): Promise<void>;

  /** Hears the others, not itself, until what it returns is called. */
  abstract listen(listener: RelayListener): () => void;
}
