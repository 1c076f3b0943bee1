import { CachedSource, type SourceCache } from './cached-source';
import { type CachedSourceOptions } from './cached-source.options';
import { SourceNameError } from './source-name.error';

/** The sources of one cache, each of a name of its own. */
export class CachedSources {
  private readonly names = new Set<string>();

  constructor(private readonly cache: SourceCache) {}

  /** Throws a SourceNameError where another source has the name: one would be given the other's values. */
  open<K, V>(options: CachedSourceOptions<K, V>): CachedSource<K, V> {
    const { name } = options;
    // Without a colon, or `a` with the key `b:c` and `a:b` with the key `c` were one.
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new SourceNameError(name, 'is not in kebab-case');
    if (this.names.has(name)) throw new SourceNameError(name, 'is the name of another source of this cache');
    this.names.add(name);
    return new CachedSource(this.cache, options);
  }
}
