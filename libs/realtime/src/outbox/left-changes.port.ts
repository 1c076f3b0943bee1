/** What instances committed and did not live to tell. */
export abstract class LeftChanges {
  /** Takes what was left for so long, what waited longest first, and tells it; gives how many it took, so many at most. */
  abstract tell(leftForMs: number, atMost: number): Promise<number>;
}
