import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, map, type Observable, throwError } from 'rxjs';
import { RedisHealthService } from '../health/redis-health.service';
import { type ComposedPolicy } from './composed-policy';
import { type DegradedMarks } from './degraded-marks';
import { PolicyManifest } from './policy-manifest.service';
import { isOutageOfHandler } from './read-outage';
import { RedisUnavailableError } from './redis-unavailable.error';
import { RequestMarks } from './request-marks.service';
import { RESILIENCE_SETTINGS, type ResilienceSettings } from './resilience.options';

/** Holds a handler to its declaration when Redis goes away after the guard looked, and marks what it answers. */
@Injectable()
export class DegradedModeInterceptor implements NestInterceptor {
  constructor(
    @Inject(RedisHealthService) private readonly health: Pick<RedisHealthService, 'isAvailable'>,
    private readonly policies: PolicyManifest,
    private readonly requests: RequestMarks,
    @Inject(RESILIENCE_SETTINGS) private readonly settings: ResilienceSettings,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const policy = this.policies.policyOf(context.getClass(), context.getHandler());
    const isFree = policy?.mode === 'free';
    const marks = this.requests.of(context, isFree);
    const answer = marks.run(() => next.handle());
    if (isFree) return answer;
    const read = answer.pipe(catchError((error) => throwError(() => this.read(error, policy, marks))));
    return context.getType() === 'ws' ? read.pipe(map((value) => marked(value, marks))) : read;
  }

  /** Whatever store failed: the caller asked for this operation, and this is what is refused. */
  private read(error: unknown, policy: ComposedPolicy | undefined, marks: DegradedMarks): unknown {
    if (!isOutageOfHandler(error, this.settings.isForeign, this.health.isAvailable)) return error;
    const operation = policy?.operation ?? (error as Partial<RedisUnavailableError>).operation ?? 'This';
    marks.add(policy?.marks ?? []);
    return new RedisUnavailableError(operation, {
      cause: error,
      retryAfterSeconds: this.settings.retryAfterSeconds,
    });
  }
}

/** A socket's answer has no headers, so the mark is in the answer itself; only an object has room for it. */
function marked(value: unknown, marks: DegradedMarks): unknown {
  const degraded = marks.list;
  if (degraded.length === 0 || !isPlain(value)) return value;
  const isEvent = typeof value['event'] === 'string' && 'data' in value;
  if (isEvent) return isPlain(value['data']) ? { ...value, data: withMark(value['data'], degraded) } : value;
  return withMark(value, degraded);
}

const withMark = (value: Record<string, unknown>, degraded: readonly string[]) => ({
  ...value,
  mode: 'degraded',
  degraded,
});

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
