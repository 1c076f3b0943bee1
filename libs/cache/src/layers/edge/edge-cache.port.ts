/** The third layer: an HTTP cache before the service. It fills itself from responses; here it is only told to forget. */
export abstract class EdgeCache {
  /** Where it is several, each of them: one that does not answer is asked again without the others. */
  readonly each?: readonly EdgeCache[];

  /** Forgets every response that carries one of these surrogate keys; rejects where it did not. */
  abstract purge(surrogateKeys: readonly string[], signal: AbortSignal): Promise<void>;

  /** Forgets everything. */
  abstract purgeAll(signal: AbortSignal): Promise<void>;
}
