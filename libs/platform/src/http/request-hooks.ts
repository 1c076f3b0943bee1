import { type RequestAddresses } from '../addresses/request-addresses';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { runInContext } from '../logging/request-context';
import { type HttpMetrics } from '../metrics/http-metrics.service';
import { type Drain } from '../shutdown/drain.service';
import { tracerInUse } from '../tracing/tracing';
import { traceparentOf } from './request-id';
import { serveTraced } from './serve-traced';

/** What a request is measured and logged with. */
export interface RequestObservers {
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
  readonly drain: Drain;
  readonly addresses: RequestAddresses;
  /** Whether clients reach this server themselves. */
  readonly isEdge: boolean;
}

/** Asked every few seconds by machines; a line each would bury the rest, and an outage must not flood the log. */
const quietRoutes = /^\/(health(\/|$)|metrics$|internal\/operator\/report$)/;

/** The route's template, never the raw path, which a client controls. */
const templateOf = (request: FastifyRequest): string =>
  request.is404 ? 'none' : (request.routeOptions.url ?? 'none');

function logLine(logger: Logger, request: FastifyRequest, reply: FastifyReply, route: string): void {
  const level = quietRoutes.test(route) ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  const path = request.url.split('?')[0]?.slice(0, 200);
  const duration_ms = Math.round(reply.elapsedTime * 10) / 10;
  const fields = { request_id: request.id, route, status: reply.statusCode, duration_ms };
  logger[level](fields, `${request.method} ${path} ${reply.statusCode}`);
}

type Done = (error?: Error) => void;

/** A request, and what it is answered with. */
interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly isEdge: boolean;
}

/** Serves a request as coming from where it does; one that lies about that is told so under its id all the same. */
function locate(asked: Asked, addresses: RequestAddresses, done: Done): void {
  const { request } = asked;
  const serve = (address: string) => serveFrom(asked, address, done);
  const refuse = (error: Error) => serveFrom(asked, addresses.ofConnection(request.raw), () => done(error));
  try {
    const address = addresses.of(request.raw);
    if (typeof address === 'string') serve(address);
    else void address.then(serve, refuse);
  } catch (error) {
    refuse(error as Error);
  }
}

/** The address is one for all: whoever reads `request.ip` reads what the context says. */
function serveFrom(asked: Asked, address: string, done: Done): void {
  const { request } = asked;
  if (request.ip !== address) Object.defineProperty(request, 'ip', { value: address });
  const client = { address, userAgent: request.headers['user-agent'] };
  const context = { requestId: request.id, traceparent: traceparentOf(request.raw), client };
  if (tracerInUse() && !quietRoutes.test(templateOf(request))) serveTraced(asked, context, done);
  else runInContext(context, done);
}

/** Gives every request its id and context, and every answer its id, its measure and its line in the log. */
export function observeRequests(
  fastify: FastifyInstance,
  { logger, metrics, drain, addresses, isEdge }: RequestObservers,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const serve = () => locate({ request, reply, isEdge }, addresses, done);
    if (drain.doorstep) void drain.doorstep.then(serve);
    else serve();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (drain.isDraining) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = templateOf(request);
    metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    logLine(logger, request, reply, route);
    done();
  });
}
