import { latest, mergeMaps } from './merge-maps';
import { type MergeRule } from './merge-rule';

/** What one origin counted in one slot of time, how much of it was cleared, and when it stops to count. */
export interface CounterCell {
  readonly added: number;
  readonly cleared: number;
  readonly endsAt: number;
}

/** Counts by slot and origin. Only the origin itself raises its cell, so copies add up and merging twice adds nothing. */
export type CounterState = ReadonlyMap<string, CounterCell>;

/** Nothing counted yet. */
export const noCounts: CounterState = new Map();

/** One event to count. `origin` must be new after its holder forgot its counts, as after a restart. */
export interface Increment {
  readonly origin: string;
  readonly at: number;
  /** An event counts for at least this long, and at most one slot more. */
  readonly windowMs: number;
  /** How finely the window is cut; 5 unless said. */
  readonly slots?: number;
  readonly by?: number;
}

/** Counts one event more, and forgets what no longer counts at its moment. */
export function increment(state: CounterState, event: Increment): CounterState {
  const slotMs = Math.max(1, Math.floor(event.windowMs / (event.slots ?? 5)));
  const slot = Math.floor(event.at / slotMs);
  const id = `${slot}/${event.origin}`;
  const cell = state.get(id) ?? { added: 0, cleared: 0, endsAt: (slot + 1) * slotMs + event.windowMs };
  const counting = [...state].filter(([, other]) => other.endsAt > event.at);
  return new Map([...counting, [id, { ...cell, added: cell.added + (event.by ?? 1) }]]);
}

/** What counts at `now`, over all origins. */
export function countAt(state: CounterState, now: number): number {
  let count = 0;
  for (const cell of state.values()) if (cell.endsAt > now) count += Math.max(0, cell.added - cell.cleared);
  return count;
}

/** Clears what this copy has seen; what others count meanwhile still counts. */
export function clearCounts(state: CounterState): CounterState {
  return new Map([...state].map(([id, cell]) => [id, { ...cell, cleared: cell.added }]));
}

/**
 * Sums over origins: of each origin's cell the furthest copy. Commutative, associative, idempotent; monotone: never
 * lower than either copy, but for what was explicitly cleared.
 */
export function mergeCounters(left: CounterState, right: CounterState): CounterState {
  return mergeMaps(left, right, (one, other) => ({
    added: Math.max(one.added, other.added),
    cleared: Math.max(one.cleared, other.cleared),
    endsAt: Math.max(one.endsAt, other.endsAt),
  }));
}

/** Attempts add up. */
export const counterRule: MergeRule<CounterState> = {
  name: 'counter',
  laws: ['commutative', 'associative', 'idempotent', 'monotone'],
  merge: mergeCounters,
  expiresAt: (state) => latest(state, (cell) => cell.endsAt),
};
