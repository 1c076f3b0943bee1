import { type FoundEntry } from '../entry/cache-entry';

/** Beyond so many loading times before its end no entry is refreshed early: a chance of one in 500 million. */
const farOff = 20;

/**
 * Whether a fresh entry is to be loaded anew before its end: the likelier the nearer the end and the longer loading
 * takes, and at random, so that not all instances do at once (XFetch, Vattani et al., 2015).
 */
export function isDueEarly({ entry, freshMs }: FoundEntry, random: () => number): boolean {
  return freshMs < entry.loadMs * farOff && entry.loadMs * -Math.log(random()) >= freshMs;
}
