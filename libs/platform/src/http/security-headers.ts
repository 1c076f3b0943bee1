import helmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';

const nothing = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** The documentation page alone shows anything: its own scripts, styles and pictures. */
const docsPage = {
  'default-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'frame-ancestors': ["'none'"],
};

const policy = (directives: Record<string, string[]>) => ({
  contentSecurityPolicy: { useDefaults: false, directives },
});

/** Answers are data: no page may frame them, sniff them or run them, and no cache keeps them unasked. */
export async function addSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/docs' || route.url.startsWith('/docs/'))
      Object.assign(route, { helmet: policy(docsPage) });
  });
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  await fastify.register(helmet, { ...policy(nothing), referrerPolicy: { policy: 'no-referrer' } });
}
