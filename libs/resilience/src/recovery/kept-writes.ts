import { KeptRoom } from './kept-room';
import { type KeptCounts, KeptStore } from './kept-store';
import { type KeptStoreOptions } from './kept-store.options';
import { defaultKeptWritesOptions, type KeptWritesOptions } from './kept-writes.options';

/** What is kept now, entries on their way included, and what happened so far. */
export interface KeptWritesStats extends KeptCounts {
  readonly entries: number;
  readonly bytes: number;
}

/** What is kept of one store, to be shown. */
export type KeptPlace = Pick<KeptStore<unknown>, 'name' | 'unsettled' | 'counts'>;

/** What would have been written to Redis while it is away: one bound for all stores, each with its own rule. */
export class KeptWrites {
  private readonly options: KeptWritesOptions;
  private readonly room: KeptRoom;
  private readonly byName = new Map<string, KeptPlace>();

  constructor(options: Partial<KeptWritesOptions> = {}) {
    this.options = { ...defaultKeptWritesOptions, ...options };
    this.room = new KeptRoom(this.options.maxEntries, this.options.maxBytes);
  }

  /** Opens the place of one store. A name can be taken once; whoever wants it twice shares the first. */
  store<S>(options: KeptStoreOptions<S>): KeptStore<S> {
    if (this.byName.has(options.name)) throw new Error(`writes of ${options.name} are kept already`);
    const store = new KeptStore(options, this.room, this.options.now);
    this.byName.set(options.name, store);
    if (options.isDurable) this.room.offer(store);
    return store;
  }

  /** The stores opened so far. */
  get stores(): readonly KeptPlace[] {
    return [...this.byName.values()];
  }

  get stats(): KeptWritesStats {
    const sum = { kept: 0, coalesced: 0, dropped: 0, refused: 0, expired: 0 };
    for (const { counts } of this.byName.values())
      for (const name of Object.keys(sum) as (keyof KeptCounts)[]) sum[name] += counts[name];
    return { entries: this.room.entries, bytes: this.room.bytes, ...sum };
  }
}
