/** By what a notice goes from node to node. */
export type Carrier = 'redis' | 'postgres';

/** What became of notices here; counted where it costs nothing and read when somebody looks. */
export class BackplaneCounts {
  /** Told, by who took it; to nobody: it waits to be asked for. */
  readonly told = { redis: 0, postgres: 0, nobody: 0 };
  readonly heard = { redis: 0, postgres: 0 };
  delivered = 0;
  duplicates = 0;
  late = 0;
  /** Fell out of the bound before it could be told. */
  dropped = 0;
  resent = 0;
  asked = 0;
  gaps = 0;
}
