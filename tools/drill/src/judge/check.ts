/** One question about what must be there after all, and its answer. */
export interface Check {
  readonly asks: string;
  readonly held: boolean;
  readonly said: string;
}
