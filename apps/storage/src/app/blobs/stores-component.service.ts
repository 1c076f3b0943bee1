import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { type BlobStore } from './blob-store';
import { BlobStores } from './blob-stores';

/** Health is asked by many; the store is asked so often at most. */
const freshMs = 2_000;

/**
 * Whether bytes can be brought and fetched. Not required: where all instances share one store, taking all of them out
 * of traffic would help nobody, and lists, links and quotas are answered without it.
 */
@Injectable()
export class StoresComponent implements OnModuleInit {
  private readonly seen = new Map<
    string,
    { readonly at: number; readonly report: Promise<ComponentReport> }
  >();
  private readonly downSince = new Map<string, Date>();

  constructor(
    private readonly stores: BlobStores,
    private readonly registry: HealthRegistry,
  ) {}

  onModuleInit(): void {
    for (const store of this.stores.all)
      this.registry.register({
        name: `files_${store.name}`,
        required: false,
        check: () => this.check(store),
      });
  }

  private check(store: BlobStore): Promise<ComponentReport> {
    const seen = this.seen.get(store.name);
    if (seen && performance.now() - seen.at < freshMs) return seen.report;
    const report = this.look(store);
    this.seen.set(store.name, { at: performance.now(), report });
    return report;
  }

  private async look(store: BlobStore): Promise<ComponentReport> {
    try {
      const { freeBytes } = await store.check();
      this.downSince.delete(store.name);
      return { status: 'up', ...(freeBytes !== undefined && { free_bytes: freeBytes }) };
    } catch (error) {
      const since = this.downSince.get(store.name) ?? new Date();
      this.downSince.set(store.name, since);
      return { status: 'down', since: since.toISOString(), last_error: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return message || (cause instanceof Error ? cause.message : String(error));
}
