import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { RedisMetrics } from '@secureconnect/resilience';
import { SweepTally } from '../sweep/sweep-tally';
import { StorageFigures } from './storage-figures.service';

/** What an operator sees of files: how many wait for what, whether the sweep gets to them, and whether bytes are missing. */
@Injectable()
export class StorageComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly figures: StorageFigures,
    private readonly sweeps: SweepTally,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'files', required: false, check: () => this.check() });
    this.showStates();
    this.showRest();
    this.showStores();
  }

  private showStates(): void {
    const files = { name: 'storage_files', help: 'Files by state; lost: their bytes are not in the store' };
    this.shown.metrics.gauge({
      ...{ ...files, labels: ['state'] },
      read: (gauge) => {
        const { sizes } = this.figures;
        // What nobody knows is not shown as it once was.
        if (!sizes) return;
        const { files: all, scanning, quarantined, lost } = sizes;
        const ready = Math.max(0, all - scanning - quarantined);
        for (const [state, count] of Object.entries({ ready, scanning, quarantined, lost }))
          gauge.set({ state }, count);
      },
    });
  }

  private showRest(): void {
    const one = (name: string, help: string, read: () => number | undefined) =>
      this.shown.metrics.gauge({
        ...{ name, help },
        read: (gauge) => {
          const value = read();
          if (value === undefined) gauge.remove();
          else gauge.set(value);
        },
      });
    const { figures } = this;
    one('storage_open_uploads', 'Uploads under way', () => figures.sizes?.openUploads);
    one('storage_scan_oldest_seconds', 'Age of the file that has waited for its scan for longest', () => figures.sizes?.oldestScanSeconds); // prettier-ignore
    one('storage_doomed_blobs', 'Blobs that wait to be removed', () => figures.sizes?.doomed);
    one('storage_awaited_thumbnails', 'Pictures that wait to be drawn', () => figures.sizes?.awaitedThumbnails); // prettier-ignore
  }

  private showStores(): void {
    const { figures } = this;
    this.shown.metrics.gauge({
      ...{
        name: 'storage_store_free_bytes',
        help: 'Room in a store, where that is known',
        labels: ['store'],
      },
      read: (gauge) => {
        for (const [store, sight] of figures.stores)
          if ('freeBytes' in sight && sight.freeBytes !== undefined) gauge.set({ store }, sight.freeBytes);
      },
    });
    this.shown.metrics.gauge({
      ...{ name: 'storage_store_usable', help: 'Whether a store can be written to (1) or not (0)', labels: ['store'] }, // prettier-ignore
      read: (gauge) => {
        for (const [store, sight] of figures.stores) gauge.set({ store }, Number(!('fault' in sight)));
      },
    });
  }

  private check(): ComponentReport {
    const { sizes } = this.figures;
    const { lastFailure, runs } = this.sweeps;
    const lost = sizes?.lost ?? 0;
    const seen = { ...sizes, sweeps: { ...runs } };
    if (lastFailure)
      return { status: 'degraded', since: lastFailure.since.toISOString(), last_error: `the sweep: ${lastFailure.error}`, ...seen }; // prettier-ignore
    const last_error = `the bytes of ${lost} files are not in their store`;
    return lost > 0 ? { status: 'degraded', last_error, ...seen } : { status: 'up', ...seen };
  }
}
