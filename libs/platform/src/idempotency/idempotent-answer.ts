import { type Problem } from '../errors/problem';
import { statusOf, toProblem } from '../errors/to-problem';

/** What a create was answered: with a body, or refused for good. */
export type IdempotentAnswer =
  | { readonly status: number; readonly location?: string; readonly body?: unknown }
  | { readonly problem: Problem };

/** Conflicts and rate limits pass, so asking again must be allowed to end differently. */
const passing = new Set([409, 429]);

/** The answer to keep for an error: only where the client itself is at fault, since that will not change. */
export function refusalOf(error: unknown): IdempotentAnswer | undefined {
  const { code, message, details } = toProblem(error);
  const status = statusOf({ code });
  return status < 500 && !passing.has(status) ? { problem: { code, message, details } } : undefined;
}
