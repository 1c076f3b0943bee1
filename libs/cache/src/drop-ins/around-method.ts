import { Inject } from '@nestjs/common';
import { MultiLayerCache } from '../layers/multi-layer-cache';

const held = Symbol('cache-decorators:cache');

/** A method, as decorators see it. */
export type CachedMethod<Args extends unknown[], R> = (...args: Args) => Promise<R>;

/** A decorator of a method with these arguments. */
export type AroundDecorator<Args extends unknown[]> = <R>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<CachedMethod<Args, R>>,
) => void;

/** What is done in place of a call; `cache` is that of the application, and without one the method is as it was. */
export type Around<Args extends unknown[]> = <R>(
  cache: MultiLayerCache,
  args: Args,
  call: () => Promise<R>,
) => Promise<R>;

/**
 * Puts something around a method of a provider. It goes next to the method, below every other decorator: outside of a
 * declaration it would remember what the declaration gave in an outage.
 */
export function aroundMethod<Args extends unknown[]>(
  name: string,
  around: Around<Args>,
): AroundDecorator<Args> {
  return (target, key, descriptor) => {
    const method = descriptor.value;
    if (method === undefined || Reflect.getMetadataKeys(method).length > 0)
      throw new TypeError(`${name} on ${String(key)} goes next to the method, below its other decorators`);
    Inject(MultiLayerCache)(target, held);
    descriptor.value = function (this: Record<symbol, MultiLayerCache | undefined>, ...args: Args) {
      const cache = this[held];
      const call = () => method.apply(this, args);
      return cache === undefined ? call() : around(cache, args, call);
    };
  };
}
