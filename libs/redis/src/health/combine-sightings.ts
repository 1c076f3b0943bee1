import { type RedisSighting } from '@secureconnect/resilience';
import { createHash } from 'node:crypto';
import { type MasterSighting } from './identity-scripts';

/** What all of them say; null where one says nothing or something else. */
export function agreed(markers: readonly (string | null)[]): string | null {
  const [first = null] = markers;
  return markers.every((marker) => marker === first) ? first : null;
}

/** The masters of a Cluster as one server: it is another one as soon as one of them is. */
export function combineSightings(each: readonly MasterSighting[]): RedisSighting {
  const [first] = each;
  if (first && each.length === 1) return first;
  const moments = each.map(({ knownUntil }) => knownUntil);
  return {
    runId: digest(each.map(({ runId }) => runId)),
    replicationId: digest(each.map(({ replicationId }) => replicationId)),
    marker: agreed(each.map(({ marker }) => marker)),
    knownUntil: moments.includes(null) ? null : Math.min(...moments.map(Number)),
  };
}

/** Short, whatever their number; the order in which they were asked says nothing. */
function digest(ids: readonly string[]): string {
  if (ids.every((id) => id === '')) return '';
  return createHash('sha1')
    .update([...ids].sort().join())
    .digest('hex');
}
