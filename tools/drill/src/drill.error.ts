/** Something kept the drill from being held; the sentence says what, and what to do. */
export class DrillError extends Error {
  override readonly name = 'DrillError';
}
