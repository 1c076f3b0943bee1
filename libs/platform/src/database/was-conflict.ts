import { causesOf } from './classify-database-error';

/** By SQLSTATE: others were faster, and a deadlock. */
const conflicts = new Set<unknown>(['40001', '40P01']);

const maxDepth = 8;

/** Whether PostgreSQL ended a transaction for the sake of others: nothing of it was applied, and again it may succeed. */
export function wasConflict(error: unknown, depth = 0): boolean {
  if (!(typeof error === 'object' && error !== null) || depth > maxDepth) return false;
  if (conflicts.has((error as { code?: unknown }).code)) return true;
  return causesOf(error as Error).some((cause) => wasConflict(cause, depth + 1));
}
