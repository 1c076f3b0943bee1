import { DatabaseError } from 'pg';
import { backoffMs } from '../backoff';

/** Being refused by nobody costs nobody anything, and who is deaf misses all that is said. */
const awayMs = 250;
/** Of the server: it starts, stops, or recovers from a crash. */
const isComingBack = /^57P0/;

/**
 * How long who lost its ears waits after the nth failure in a row: never much longer than the outage itself; longer
 * only where a server that is there refuses, as one does whose connections are all taken.
 */
export function listeningWaitMs(failures: number, cause: Error, random?: () => number): number {
  const isRefused = cause instanceof DatabaseError && !isComingBack.test(cause.code ?? '');
  return backoffMs(failures, random, isRefused ? undefined : awayMs);
}
