import { type LoadOptions } from '../layers/load/entry.options';

/** How a key is written down in Redis; the same text on every instance, another one for every other key. */
export type KeyNaming<K> = (key: K, source: string) => string;

interface SourceOptions<K, V> extends Omit<LoadOptions, 'tags'> {
  /** Before every key; no other source of the services that share a Redis may bear it. */
  readonly name: string;
  readonly load: (key: K) => V | Promise<V>;
  readonly tags?: (key: K) => readonly string[];
  readonly keyOf?: KeyNaming<K>;
}

/** What a source is: said once, and not by everyone who asks. A key that is no text says how it is written down. */
export type CachedSourceOptions<K, V> = SourceOptions<K, V> &
  ([K] extends [string | void] ? unknown : { readonly keyOf: KeyNaming<K> });
