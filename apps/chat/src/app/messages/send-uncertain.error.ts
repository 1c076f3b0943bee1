import { ProblemError } from '@secureconnect/platform';
import { QueryFailedError } from 'typeorm';

/** The statement went out, and PostgreSQL has not said what became of it. */
export class SendUncertainError extends ProblemError {
  readonly code = 'send_uncertain';
}

/** Says whether a statement went out and nothing came back; that its connection was ended says nothing of it. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { message, code = '', severity } = error.driverError as Error & Partial<Record<string, string>>;
  // pg says so of a connection that it knows to be dead, and sends nothing over it.
  if (/^Client (was closed|has encountered)/.test(message)) return false;
  return severity === undefined || /^(08|57P)/.test(code);
}
