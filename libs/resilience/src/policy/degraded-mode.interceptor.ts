import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { catchError, map, type Observable, throwError } from 'rxjs';
import { isOutageOfHandler } from './read-outage';
import { RedisUnavailableError } from './redis-unavailable.error';
import { type RequestScope, scopeOf } from './request-scope';

/**
 * Holds a handler to its declaration when Redis goes away after the guard looked, and marks a socket's answer. The
 * decorators put it where it is needed: a global one would send every request through RxJS.
 */
@Injectable()
export class DegradedModeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const scope = scopeOf(context);
    if (!scope || scope.policy?.mode === 'free') return next.handle();
    // Once more: a guard that came before ours and had to wait would have left the marks behind.
    const answer = scope.marks.run(() => next.handle());
    const read = answer.pipe(catchError((error) => throwError(() => readError(error, scope))));
    return context.getType() === 'ws' ? read.pipe(map((value) => withMarks(value, scope.marks.list))) : read;
  }
}

/** The one there is: what it knows of an application, it has from the request. */
export const degradedModeInterceptor = new DegradedModeInterceptor();

/** Whatever store failed: the caller asked for this operation, and this is what is refused. */
function readError(error: unknown, { operation, policy, marks, health, settings }: RequestScope): unknown {
  if (error instanceof RedisUnavailableError && error.operation === operation) return error;
  if (!isOutageOfHandler(error, settings.isForeign, health.isAvailable)) return error;
  marks.add(policy?.marks ?? [operation]);
  if (policy) policy.tally.refusals += 1;
  const { retryAfterSeconds } = settings;
  return new RedisUnavailableError(operation, { cause: error, retryAfterSeconds });
}

/** A socket's answer has no headers, so the mark is in the answer itself; only an object has room for it. */
function withMarks(value: unknown, degraded: readonly string[]): unknown {
  if (degraded.length === 0 || !isPlain(value)) return value;
  const isEvent = typeof value['event'] === 'string' && 'data' in value;
  if (!isEvent) return { ...value, mode: 'degraded', degraded };
  return { ...value, data: isPlain(value['data']) ? withMarks(value['data'], degraded) : value['data'] };
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
