import { type FastifyInstance } from 'fastify';

/** Of every answer. Answers are data: no page may frame them, sniff them or run them, and no cache keeps them unasked. */
export const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** The documentation page alone shows anything: its own scripts, styles and pictures. */
const docsPage =
  "default-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;frame-ancestors 'none'";

const isDocs = (url: string | undefined): boolean => url === '/docs' || (url?.startsWith('/docs/') ?? false);

/**
 * The headers are the same for every answer, so they are constants set by one hook; computing them anew for each
 * request, as @fastify/helmet does, took a sixth of the time the whole stack needs.
 */
export function addSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders);
    if (isDocs(request.routeOptions.url)) reply.header('content-security-policy', docsPage);
    done();
  });
}
