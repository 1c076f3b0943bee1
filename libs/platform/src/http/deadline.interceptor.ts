import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, throwError, timeout } from 'rxjs';
import { DeadlineExceededError } from '../errors/deadline-exceeded.error';

/** Nobody waits longer than the deadline: the request is answered, and what still runs answers to no one. */
@Injectable()
export class DeadlineInterceptor implements NestInterceptor {
  constructor(private readonly deadlineMs: number) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const late = () => throwError(() => new DeadlineExceededError(''));
    return next.handle().pipe(timeout({ each: this.deadlineMs, with: late }));
  }
}
