/** Knows how many instances share a limit; it answers at once and never rejects. */
export abstract class InstanceCount {
  /** At least 1, this one among them. */
  abstract count(): number;
}
