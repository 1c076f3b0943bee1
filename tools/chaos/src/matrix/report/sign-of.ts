import { type Cell } from '../trials/cell';

/** What one sign in the table means. */
export const signs = {
  '✓': 'held: answered as ever, or called and never refused',
  d: 'held: served without Redis, and marked degraded as declared',
  r: 'held: refused with a stable code, as declared or because PostgreSQL or a process was away too',
  '✗': 'broken: the list below the table says what',
  '·': 'not reachable under this fault: the list below the table says why',
  '?': 'not reached, and nobody has said why: the list below the table names it',
} as const;

export type Sign = keyof typeof signs;

/** The sign of a cell. */
export function signOf({ outcome, said }: Cell): Sign {
  if (outcome === 'broken') return '✗';
  if (outcome === 'not reached') return '?';
  if (outcome === 'unreachable') return '·';
  if (said.includes('refused')) return 'r';
  return said.includes('marked') ? 'd' : '✓';
}
