import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type ServiceMode } from '@secureconnect/contracts';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { errorBody } from '../errors/error-body.factory';
import { statusOf, toProblem } from '../errors/to-problem';
import { answerClientError } from './client-error';
import { type DoorKeeper } from './door-keeper';
import { takeOnlyJson } from './json-body';
import { requestIdOf } from './request-id';
import { securityHeaders } from './security-headers';

/** What the HTTP server is told before the application exists. */
export interface HttpServerOptions {
  readonly trustedProxies: readonly string[];
  readonly requestTimeoutMs: number;
  /** 0: as many as come. A server with a door of its own takes as many as come in any case. */
  readonly requestsPerConnection: number;
  readonly mode: () => ServiceMode;
  /** Where the service has a door of its own before the framework. */
  readonly keeper?: DoorKeeper;
  /** Types of bodies that routes read themselves. */
  readonly streams?: readonly string[];
}

const oneMebibyte = 1_048_576;
const keepAliveMs = 72_000;
/** Node looks for requests that never arrive in full only every 30 s, unless told otherwise. */
const slowSweepMs = 500;

/** What passes a door may take as long as it moves, so that node's own bound on whole requests would cut it. */
function withDoor({
  keeper,
  requestTimeoutMs,
}: HttpServerOptions): Pick<FastifyServerOptions, 'serverFactory'> {
  if (!keeper) return {};
  const times = { requestTimeout: 0, headersTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveMs };
  // Without a host node answers in a shape of its own; the door answers in ours.
  const serverOptions = { ...times, connectionsCheckingInterval: slowSweepMs, requireHostHeader: false };
  return { serverFactory: (handler) => keeper.createServer(serverOptions, handler) };
}

/** A route that reads its body itself bounds the silence within it, so that node's bound on the whole would cut it. */
const requestBounds = ({
  requestTimeoutMs,
  requestsPerConnection,
  streams,
}: HttpServerOptions): Pick<FastifyServerOptions, 'requestTimeout' | 'maxRequestsPerSocket'> => ({
  requestTimeout: streams ? 0 : requestTimeoutMs,
  maxRequestsPerSocket: requestsPerConnection,
});

/** Makes the HTTP server every service listens with: bounded in size and time, and sure of its errors. */
export function createHttpServer(options: HttpServerOptions): {
  adapter: FastifyAdapter;
  fastify: FastifyInstance;
} {
  const adapter = new FastifyAdapter({
    logger: false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: oneMebibyte,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    ...requestBounds(options),
    http: { headersTimeout: options.requestTimeoutMs, connectionsCheckingInterval: slowSweepMs },
    keepAliveTimeout: keepAliveMs,
    ...withDoor(options),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => answerClientError(error, socket as never, options.mode()),
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const problem = toProblem(error);
      void reply
        .headers({ ...securityHeaders, 'x-request-id': request.id })
        .status(statusOf(problem))
        .send(errorBody(problem, options.mode(), request.id));
    },
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  takeOnlyJson(fastify, options.streams);
  takeSmallBodies(fastify);
  return { adapter, fastify };
}

/** Holds routes to the size they say of their bodies. */
function takeSmallBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { mostBodyBytes } = route.config ?? {};
    if (mostBodyBytes !== undefined) route.bodyLimit = mostBodyBytes;
  });
}
