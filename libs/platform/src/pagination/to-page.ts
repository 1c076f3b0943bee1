import { type Page } from '@secureconnect/contracts';
import { encodeCursor } from './cursor';

/**
 * Makes a page of up to `limit` items. Ask the database for one more than `limit`: that it is there, and only that,
 * says there is a next page. `cursorOf` gives the values the list is ordered by.
 */
export function toPage<T>(
  items: readonly T[],
  limit: number,
  cursorOf: (item: T) => readonly (string | number | Date)[],
): Page<T> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const next_cursor = items.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null;
  return { items: shown, next_cursor };
}
