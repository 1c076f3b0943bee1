import { type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';

/** Has events of one socket checked and handled one after the other, in the order in which they came. */
class InOrderInterceptor implements NestInterceptor {
  private readonly last = new WeakMap<object, Promise<unknown>>();

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const socket = context.switchToWs().getClient<object>();
    const before = this.last.get(socket) ?? Promise.resolve();
    // How long an event is checked for, before its handler, depends on what is in it.
    const turn = before.then(() => lastValueFrom(next.handle(), { defaultValue: undefined }));
    const done = () => undefined;
    // Whoever was refused is told so by her own turn; the next one comes all the same.
    this.last.set(socket, turn.then(done, done));
    return from(turn);
  }
}

/** The one there is: all events that have it are one queue. */
export const inOrder = new InOrderInterceptor();
