/** What a fault says of itself. */
export const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A fault that happened before a moment, told later: a write whose connection was lost is held back until it can no
 * longer be applied, and by then Redis may be well again.
 */
export const isOlder = (error: unknown, moment: number): boolean =>
  ((error as { readonly occurredAt?: number } | null)?.occurredAt ?? Infinity) < moment;
