import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its bytes may take as long as they keep coming. */
    readonly streamed?: boolean;
  }
}

/** Of a route whose body or answer is as long as it is: it ends when nothing moves any more, not when time is up. */
export const Streamed = (): MethodDecorator => RouteConfig({ streamed: true });
