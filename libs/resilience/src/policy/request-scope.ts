import { type ExecutionContext } from '@nestjs/common';
import { type RedisHealthService } from '../health/redis-health.service';
import { type ComposedPolicy } from './composed-policy';
import { type DegradedMarks } from './degraded-marks';
import { type ResilienceSettings } from './resilience.options';

/** What the guard found out about a request, for those who come after it. */
export interface RequestScope {
  readonly operation: string;
  readonly policy: ComposedPolicy | undefined;
  readonly marks: DegradedMarks;
  readonly health: Pick<RedisHealthService, 'isAvailable'>;
  readonly settings: ResilienceSettings;
}

const scopes = new WeakMap<object, RequestScope>();

/** Guard and interceptor are given the same request, or for sockets the same list of arguments. */
const keyOf = (context: ExecutionContext): object =>
  context.getType() === 'http' ? context.switchToHttp().getRequest<object>() : context.getArgs<[object]>();

/** Keeps what is known of a request for as long as that lives. */
export const rememberScope = (context: ExecutionContext, scope: RequestScope): void =>
  void scopes.set(keyOf(context), scope);

/** What the guard found out; undefined where no guard ran. */
export const scopeOf = (context: ExecutionContext): RequestScope | undefined => scopes.get(keyOf(context));
