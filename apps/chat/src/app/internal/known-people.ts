/** Who has an account, as auth says. */
export abstract class KnownPeople {
  /** Those of the ids that nobody has; rejects where auth cannot be asked. */
  abstract unknownOf(ids: readonly string[]): Promise<readonly string[]>;
}
