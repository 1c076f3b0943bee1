import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** Makes of what a handler gives the acknowledgement `{"ok":true,…}`; what it throws becomes `{"ok":false,"error":…}` elsewhere. */
class AcknowledgingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<object | undefined>): Observable<object> {
    return next.handle().pipe(map((told) => ({ ok: true, ...told })));
  }
}

/** The one there is. */
export const acknowledging = new AcknowledgingInterceptor();
