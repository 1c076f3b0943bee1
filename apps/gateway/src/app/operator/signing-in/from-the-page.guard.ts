import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { NotFromThePageError } from './not-from-the-page.error';
import { isOwnOrigin } from './own-origin.guard';

/** Which a form cannot send, and no script of another site may. */
export const pageHeader = 'x-operator-page';

/**
 * Lets through what our own page sends. CORS_ORIGINS may name other sites that call the API; they have nothing to do here,
 * so what the browser says of the sender is believed before anything else.
 */
@Injectable()
export class FromThePageGuard implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers[pageHeader] !== '1' || !isOwnOrigin(headers)) throw new NotFromThePageError();
    return true;
  }
}
