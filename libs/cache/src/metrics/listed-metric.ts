/** A value and the labels it has besides the name of its cache. */
export type Reading = readonly [value: number, labels?: Readonly<Record<string, string>>];

/** One metric of every cache there is, read from what the cache tells of itself. */
export interface ListedMetric<Told> {
  readonly name: string;
  readonly help: string;
  /** Besides `cache`. */
  readonly labels: readonly string[];
  readonly read: (told: Told) => readonly Reading[];
}
