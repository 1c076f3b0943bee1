import { type AroundDecorator, aroundMethod } from './around-method';
import { type KeyOf, type TagsOf } from './cacheable.decorator';

/** What a method makes void. */
export interface CacheEvictOptions<Args extends unknown[]> {
  readonly key?: KeyOf<Args>;
  readonly tags?: TagsOf<Args>;
}

/** Once the method has succeeded, has its key and tags void in the application's `MultiLayerCache`, on all instances. */
export function CacheEvict<Args extends unknown[]>(options: CacheEvictOptions<Args>): AroundDecorator<Args> {
  const { key, tags } = options;
  return aroundMethod<Args>('@CacheEvict', async (cache, args, call) => {
    const value = await call();
    if (key) await cache.delete(key(...args));
    if (tags) await cache.invalidateTags(tags(...args));
    return value;
  });
}
