import { type RedisSighting } from '../health/redis-sighting';

/** What stands under the marker key: which filling it was, and on which run of which server it was proven complete. */
export interface Marker {
  readonly epoch: number;
  readonly server: string;
}

/** The marker as Redis holds it. */
export const writeMarker = ({ epoch, server }: Marker): string => `${epoch}@${server}`;

/** The marker that was found; null where there was none, or nothing that we wrote. */
export function readMarker(found: string | null): Marker | null {
  const [, epoch, server] = /^(\d+)@(.*)$/.exec(found ?? '') ?? [];
  return epoch === undefined || server === undefined ? null : { epoch: Number(epoch), server };
}

/** One run of one server, with the data it took over, as one word. */
export const serverOf = ({ runId, replicationId }: RedisSighting): string => `${runId}/${replicationId}`;
