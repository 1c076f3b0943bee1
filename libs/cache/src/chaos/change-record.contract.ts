/** A read that gave less than had been told to be done. */
export interface StaleRead {
  readonly at: number;
  /** How long before it the newer value was told to be there. */
  readonly ageMs: number;
  readonly toldAt: number;
}

/** What is true of each key, and when that was told. */
export class ChangeRecord {
  private readonly versions = new Map<string, number>();
  /** By key: when each version was told to be done. */
  private readonly told = new Map<string, number[]>();

  versionOf(key: string): number {
    return this.versions.get(key) ?? 0;
  }

  /** A new version; from now on loaders give it. */
  next(key: string): number {
    const version = this.versionOf(key) + 1;
    this.versions.set(key, version);
    return version;
  }

  done(key: string, version: number): void {
    const moments = this.told.get(key) ?? [];
    moments[version] = performance.now();
    this.told.set(key, moments);
  }

  /** Whether a read that began at a moment is older than what had been told by then. */
  judge(key: string, version: number, at: number): StaleRead | undefined {
    const toldAt = this.told.get(key)?.[version + 1];
    return toldAt !== undefined && toldAt < at ? { at, toldAt, ageMs: at - toldAt } : undefined;
  }
}
