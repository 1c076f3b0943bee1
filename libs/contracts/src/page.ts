/** What every list answers; `next_cursor` is opaque and null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}
