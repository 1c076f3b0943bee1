import { type CacheEntry } from '../entry/cache-entry';
import { type Origin } from '../invalidation/known-invalidations';

/** An entry as the first layer holds it; its moments are those of this process's clock. */
export interface HeldEntry {
  readonly entry: CacheEntry;
  readonly origin: Origin;
  /** Until then it is served without a look at the layers below. */
  readonly checkAt: number;
  readonly freshUntil: number;
}

/** An entry as one text, for an engine that holds texts. */
export function writeHeld({ entry, origin, checkAt, freshUntil }: HeldEntry): string {
  const { payload, tags, asOf, graceMs, loadMs } = entry;
  return `${JSON.stringify([asOf, origin.born, checkAt, freshUntil, graceMs, loadMs, ...tags])}\n${payload}`;
}

/** The entry again. */
export function readHeld(text: string): HeldEntry {
  const end = text.indexOf('\n');
  const [asOf, born, checkAt, freshUntil, graceMs, loadMs, ...tags] = JSON.parse(text.slice(0, end)) as [
    number, number, number, number, number, number, ...string[],
  ]; // prettier-ignore
  const entry = { payload: text.slice(end + 1), tags, asOf, graceMs, loadMs };
  return { entry, origin: { asOf, born }, checkAt, freshUntil };
}
