/** Who has an account. */
export abstract class KnownPeople {
  /** Which of these ids are nobody's, or of somebody who may not come in; rejects where nobody can say. */
  abstract unknownOf(ids: readonly string[]): Promise<readonly string[]>;
}
