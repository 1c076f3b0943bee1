import { type Invalidations } from '../invalidation/invalidations';
import { type Origin } from '../invalidation/known-invalidations';
import { type EdgePurges } from './edge-purges';
import { isWhole } from '../whole-names';
import { surrogateKeysOf, unsureKey } from './surrogate-keys';

/** HTTP caches refuse longer headers, Varnish from 8 KiB on. */
const mostBytes = 6_000;

/** One response, from before its data is read: an answer that was overtaken by an invalidation may not be kept. */
export class EdgeFill {
  private readonly origin: Origin;

  constructor(
    private readonly invalidations: Invalidations,
    private readonly purges: EdgePurges,
  ) {
    this.origin = invalidations.origin;
  }

  /** What the response must carry to be kept, or undefined where it may not be. */
  keysFor(tags: readonly string[]): string[] | undefined {
    // Not of its own: `clear` and the tags are all that the HTTP cache is told of.
    if (!this.invalidations.holds(this.origin, '', tags)) return undefined;
    // Nobody could ever invalidate it by that tag.
    if (!tags.every(isWhole)) return undefined;
    const keys = surrogateKeysOf(tags);
    if (!this.purges.isSure) {
      this.purges.answeredUnsure();
      keys.push(unsureKey);
    }
    return keys.join(' ').length > mostBytes ? undefined : keys;
  }
}
