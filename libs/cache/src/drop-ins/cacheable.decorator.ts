import { type LoadOptions } from '../layers/load/entry.options';
import { type AroundDecorator, aroundMethod } from './around-method';

/** What names the value of a call. */
export type KeyOf<Args extends unknown[]> = (...args: Args) => string;

/** What several values are invalidated by together. */
export type TagsOf<Args extends unknown[]> = (...args: Args) => readonly string[];

/** How the values of a method are kept. */
export interface CacheableOptions<Args extends unknown[]> extends Omit<LoadOptions, 'tags'> {
  readonly key: KeyOf<Args>;
  readonly tags?: TagsOf<Args>;
}

/** Calls the method only where the application's `MultiLayerCache` does not know the value; once for all who ask. */
export function Cacheable<Args extends unknown[]>(options: CacheableOptions<Args>): AroundDecorator<Args> {
  const { key, tags, ...load } = options;
  return aroundMethod<Args>('@Cacheable', (cache, args, call) =>
    cache.getOrSet(key(...args), call, tags ? { ...load, tags: tags(...args) } : load),
  );
}
