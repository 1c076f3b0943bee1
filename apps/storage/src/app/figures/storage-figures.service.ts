import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { BlobStores } from '../blobs/blob-stores';
import { FiguresRecord, type StorageSizes } from './figures-record.adapter';

const everyMs = 15_000;

/** What a store is found to be: how much room there is, where that is known; or why nobody can write to it. */
export type StoreSight = { readonly freeBytes?: number } | { readonly fault: string };

/** Looks now and then how much there is of everything; what it cannot see it forgets. */
@Injectable()
export class StorageFigures implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('StorageFigures');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  sizes: StorageSizes | undefined;
  readonly stores = new Map<string, StoreSight>();

  constructor(
    private readonly record: FiguresRecord,
    private readonly blobs: BlobStores,
  ) {}

  onModuleInit(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), everyMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** One look at a time. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    await Promise.all([this.count(), ...this.blobs.all.map(({ name }) => this.see(name))]);
  }

  private async count(): Promise<void> {
    try {
      this.sizes = await this.record.sizes();
    } catch (error) {
      // That PostgreSQL is away its own component tells.
      if (this.sizes) this.logger.warn(`What there is cannot be counted: ${String(error)}`);
      this.sizes = undefined;
    }
  }

  private async see(name: string): Promise<void> {
    try {
      this.stores.set(name, await this.blobs.of(name).check());
    } catch (error) {
      this.stores.set(name, { fault: error instanceof Error ? error.message : String(error) });
    }
  }
}
