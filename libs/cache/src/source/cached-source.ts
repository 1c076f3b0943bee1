import { type LoadOptions } from '../layers/load/entry.options';
import { type CachedSourceOptions, type KeyNaming } from './cached-source.options';

/** What a source needs of a cache. */
export interface SourceCache {
  getOrSet<T>(key: string, loader: () => T | Promise<T>, options?: LoadOptions): Promise<T>;
  delete(key: string): Promise<void>;
}

const asItIs = (key: unknown): string => (key === undefined ? '' : String(key));

/** One kind of value behind a cache: who asks names a key and nothing else. */
export class CachedSource<K, V> {
  private readonly keyOf: KeyNaming<K>;
  private readonly options: Omit<LoadOptions, 'tags'>;

  constructor(
    private readonly cache: SourceCache,
    private readonly source: CachedSourceOptions<K, V>,
  ) {
    const { name: _name, load: _load, tags: _tags, keyOf = asItIs, ...options } = source;
    this.keyOf = keyOf;
    this.options = options;
  }

  /** The value, loaded where no layer has it; rejects with what loading failed by where no older one may be served. */
  get(key: K): Promise<V> {
    const { load, tags } = this.source;
    const options = tags ? { ...this.options, tags: tags(key) } : this.options;
    return this.cache.getOrSet<V>(this.named(key), () => load(key), options);
  }

  /** Has the value of one key void on all instances. */
  forget(key: K): Promise<void> {
    return this.cache.delete(this.named(key));
  }

  private named(key: K): string {
    return `${this.source.name}:${this.keyOf(key, this.source.name)}`;
  }
}
