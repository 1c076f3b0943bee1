import { type Cell } from '../trials/cell';

/** What one sign in the table means. */
export const signs = {
  '✓': 'held: answered as ever, or called and never refused',
  d: 'held: served without Redis, and marked degraded as declared',
  r: 'held: refused with a stable code, as declared or because PostgreSQL or a process was away too',
  '✗': 'broken: the list below the table says what',
  '·': 'not reached: nothing called it meanwhile',
  '–': 'not applicable: nobody could ask',
} as const;

export type Sign = keyof typeof signs;

/** The sign of a cell. */
export function signOf({ outcome, said }: Cell): Sign {
  if (outcome === 'broken') return '✗';
  if (outcome === 'not reached') return '·';
  if (outcome === 'not applicable') return '–';
  if (said.includes('refused')) return 'r';
  return said.includes('marked') ? 'd' : '✓';
}
