/** What a probe saw of the server, or of all masters of a Cluster as one. */
export interface RedisSighting {
  /** Changes with every restart and differs on every server; empty where we may not ask for it. */
  readonly runId: string;
  /** Changes when the server took over another one's data; empty while it never did, and where we may not ask. */
  readonly replicationId: string;
  /** What stands under the marker key; null where it is missing, or where the masters of a Cluster do not agree. */
  readonly marker: string | null;
  /** The last moment, in ms since the epoch, of which this data surely knows; null where nothing tells. */
  readonly knownUntil: number | null;
}

/** The sighting of a server about which nothing could be learnt but that it takes a write. */
export const bareSighting: RedisSighting = { runId: '', replicationId: '', marker: null, knownUntil: null };
