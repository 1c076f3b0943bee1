import { type InjectionToken } from '@nestjs/common';
import { MultiLayerCache } from './multi-layer-cache';
import { defaultMultiLayerCacheOptions } from './multi-layer-cache.options';

/** By what a cache is injected: the class itself, unless it has a name of its own. */
export function multiLayerCacheToken(
  name: string = defaultMultiLayerCacheOptions.name,
): InjectionToken<MultiLayerCache> {
  return name === defaultMultiLayerCacheOptions.name ? MultiLayerCache : `MultiLayerCache:${name}`;
}
