import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A body of more bytes is not read. */
    readonly mostBodyBytes?: number;
  }
}

/** Of a route that is sent little: no body of more bytes than that is read for it. */
export const BodyOfAtMost = (bytes: number): MethodDecorator => RouteConfig({ mostBodyBytes: bytes });
