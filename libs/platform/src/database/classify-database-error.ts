import { BulkheadFullError, PostgresLateError, PostgresRestingError } from '@secureconnect/resilience';
import { QueryFailedError } from 'typeorm';
import { ProblemError } from '../errors/problem.error';
import { classifyDriverError, type DatabaseOutage, isServerError } from './classify-driver-error';

const byProblem: Readonly<Record<string, DatabaseOutage>> = {
  database_unavailable: 'unavailable',
  database_timeout: 'timeout',
};

/**
 * TypeORM's words for "the connection has gone". The last two are what a transaction meets whose connection died
 * between two of its statements: by its runner, and by its manager.
 */
const withoutConnection = new Set([
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
]);

const maxDepth = 8;

/**
 * Says whether any error, or what caused it, means that the database was away or late. Errors that other clients
 * know too (ECONNREFUSED) count only where the database is known to be the one that was asked.
 */
export function classifyDatabaseError(error: unknown): DatabaseOutage | undefined {
  return classify(error, false, 0);
}

function classify(error: unknown, asked: boolean, depth: number): DatabaseOutage | undefined {
  if (!isError(error) || depth > maxDepth) return undefined;
  if (withoutConnection.has(error.name) || error.message === 'Driver not Connected') return 'unavailable';
  // Refused so that the database is not asked by too many at once: to whoever asks it was too late.
  if (error instanceof BulkheadFullError || error instanceof PostgresLateError) return 'timeout';
  if (error instanceof PostgresRestingError) return 'unavailable';
  const fromDatabase = asked || error instanceof QueryFailedError || isServerError(error);
  const verdict = ofProblem(error) ?? (fromDatabase ? classifyDriverError(error) : undefined);
  return verdict ?? first(causesOf(error), (cause) => classify(cause, fromDatabase, depth + 1));
}

/** By shape, since Node's own errors are strangers to instanceof inside a vm context. */
const isError = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && typeof (value as Error).message === 'string';

const ofProblem = (error: Error) => (error instanceof ProblemError ? byProblem[error.code] : undefined);

/** What an error says it comes from. */
export function causesOf(error: Error): unknown[] {
  const { cause, driverError, errors } = error as {
    cause?: unknown;
    driverError?: unknown;
    errors?: unknown;
  };
  return [driverError, cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
