import { EpochRecord } from './epoch-record.port';

/**
 * The epoch of an application without a database, held by this process. It is not shared, so it never falls behind
 * what another instance wrote into Redis: each adopts the highest number, and all come to agree.
 */
export class MemoryEpochRecord extends EpochRecord {
  private epoch: number | null = null;

  async current(): Promise<number | null> {
    return this.epoch;
  }

  async advance(known: number | null, found: number | null): Promise<number> {
    if (this.epoch !== known && this.epoch !== null) return this.epoch;
    const isBehind = found !== null && found > (this.epoch ?? 0);
    this.epoch = isBehind ? found : (this.epoch ?? 0) + 1;
    return this.epoch;
  }
}
