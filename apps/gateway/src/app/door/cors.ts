import { Inject, Injectable } from '@nestjs/common';
import { type PlatformValues, SETTINGS } from '@secureconnect/platform';
import { type RequestHead } from './request-head';

const rememberSeconds = '600';

/** What a page may read of an answer besides its body. */
const exposed = [
  'X-Request-Id', 'X-Service-Mode', 'X-Degraded', 'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining',
  'RateLimit-Reset', 'RateLimit-Policy', 'Location', 'ETag', 'Content-Disposition', 'Content-Range', 'Accept-Ranges',
  'Idempotency-Replayed', 'Tus-Resumable', 'Tus-Version', 'Tus-Extension', 'Tus-Max-Size', 'Upload-Offset',
  'Upload-Length', 'Upload-Metadata', 'Upload-Expires', 'Upload-File-Id',
].join(', '); // prettier-ignore

/** Lets pages of the origins in CORS_ORIGINS call, and no others. */
@Injectable()
export class Cors {
  private readonly origins: ReadonlySet<string>;

  constructor(@Inject(SETTINGS) { CORS_ORIGINS }: PlatformValues) {
    this.origins = new Set(CORS_ORIGINS);
  }

  /** Whether a browser asks if a page may send what it is about to. */
  isPreflight(method: string | undefined, { origin, preflightMethod }: RequestHead): boolean {
    return method === 'OPTIONS' && origin !== undefined && preflightMethod !== undefined;
  }

  /** Adds what an answer must say for a page to be shown it. */
  push(headers: string[], origin: string | undefined): void {
    if (this.origins.size === 0) return;
    // Also where no page asks: what is kept of that answer is not for pages.
    headers.push('vary', 'Origin');
    if (origin === undefined || !this.origins.has(origin)) return;
    headers.push('access-control-allow-origin', origin, 'access-control-allow-credentials', 'true');
    headers.push('access-control-expose-headers', exposed);
  }

  /** The same for a preflight. */
  preflightHeaders({ origin = '', preflightHeaders }: RequestHead, allowed: readonly string[]): string[] {
    const headers = ['vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'];
    if (!this.origins.has(origin)) return headers;
    headers.push('access-control-allow-origin', origin, 'access-control-allow-credentials', 'true');
    headers.push('access-control-allow-methods', allowed.join(', '));
    if (preflightHeaders !== undefined) headers.push('access-control-allow-headers', preflightHeaders);
    headers.push('access-control-max-age', rememberSeconds);
    return headers;
  }
}
