import { type ResilienceOptions } from '@secureconnect/resilience';
import { classifyDatabaseError } from '../database/classify-database-error';
import { ProblemError } from '../errors/problem.error';

/** Errors that say whose they are: an answer of our own, or PostgreSQL's, whose refused connection looks like Redis's. */
const isForeign = (error: unknown): boolean =>
  error instanceof ProblemError || classifyDatabaseError(error) !== undefined;

/** How every service is held to its declarations; errors leave by the one filter there is. */
export const serviceResilience: ResilienceOptions = { errors: 'application', isForeign };
