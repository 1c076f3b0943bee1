import { type ExceptionFilter } from '@nestjs/common';
import { type DiscoveryService } from '@nestjs/core';
import { isGateway } from './handler-kind';

/** Nest's own mark for the filters of a class. */
const FILTERS = '__exceptionFilters__';

const ours = new WeakSet<object>();

/**
 * Gives every gateway a filter, after those it has: Nest's global filters do not reach sockets. To be called before
 * the application is initialised, which is when Nest reads them; a filter given by an earlier application is replaced.
 */
export function useGatewayFilter(discovery: DiscoveryService, filter: ExceptionFilter): void {
  ours.add(filter);
  for (const { metatype } of discovery.getProviders()) {
    if (typeof metatype !== 'function' || !isGateway(metatype)) continue;
    const present = (Reflect.getMetadata(FILTERS, metatype) as object[] | undefined) ?? [];
    Reflect.defineMetadata(FILTERS, [filter, ...present.filter((one) => !ours.has(one))], metatype);
  }
}
