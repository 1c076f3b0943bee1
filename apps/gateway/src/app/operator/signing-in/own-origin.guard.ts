import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { NotFromThePageError } from './not-from-the-page.error';

/** Whether our own page asks; also who writes the address into a browser by hand, or asks without one, where nothing is changed. */
export function isOwnOrigin(
  { origin, host, 'sec-fetch-site': site }: FastifyRequest['headers'],
  sites: readonly unknown[] = ['same-origin'],
): boolean {
  if (site !== undefined) return sites.includes(site);
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** CORS_ORIGINS may name other sites of the same owner that call the API: what operators see is not for them to read. */
@Injectable()
export class OwnOriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isOwnOrigin(headers, ['same-origin', 'none'])) throw new NotFromThePageError();
    return true;
  }
}
