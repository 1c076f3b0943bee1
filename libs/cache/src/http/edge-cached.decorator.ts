import { UseInterceptors } from '@nestjs/common';
import { EdgeCachedError } from './edge-cached.error';
import { edgeCachedInterceptor } from './edge-cached.interceptor';
import { type EdgeCachedOptions, faultOf } from './edge-cached.options';

/** The decorator of a handler whose result is R. */
// A handler takes whatever Nest gives it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type EdgeCachedDecorator<R> = <F extends (...args: any[]) => R | Promise<R>>(
  target: object,
  key: string,
  descriptor: TypedPropertyDescriptor<F>,
) => void;

/** Has the HTTP cache before the service keep the answers of a GET handler until one of their tags is invalidated. */
export function EdgeCached<R>(options: EdgeCachedOptions<R>): EdgeCachedDecorator<R> {
  return (target, key, descriptor) => {
    const where = `${target.constructor.name}.${key}`;
    const fault = faultOf(options);
    if (fault !== undefined) throw new EdgeCachedError(where, fault);
    // What stands there in the end: a declaration above ours puts another function in place of this one.
    const handler = (): object => Reflect.get(target, key) as object;
    const interceptor = edgeCachedInterceptor({ where, handler, options });
    UseInterceptors(interceptor)(target, key, descriptor);
  };
}
