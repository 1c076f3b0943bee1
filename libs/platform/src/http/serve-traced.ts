import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type RequestContext, runInContext } from '../logging/request-context';
import { clientStatementHeader } from '../service-tokens/client-statements';
import { serviceTokenHeader } from '../service-tokens/service-token-header.constants';
import { type TraceSpan } from '../tracing/trace-span';
import { tracerInUse } from '../tracing/tracing';

/** A request, and what it is answered with. */
interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Anybody may ask here, so whatever is said of who asks is a stranger's word. */
  readonly isEdge: boolean;
}

/** The gateway's statement has been read by now, and a false one refused; a service says of itself that it is one. */
const isStranger = ({ request: { headers }, isEdge }: Asked): boolean =>
  isEdge || (headers[clientStatementHeader] === undefined && headers[serviceTokenHeader] === undefined);

/** Serves a request as a span of its own, which ends with its answer or with its connection. */
export function serveTraced(asked: Asked, context: RequestContext, serve: () => void): void {
  const span = spanOf(asked, context);
  if (!span) return runInContext(context, serve);
  const { raw } = asked.reply;
  raw.once('close', () => end(span, raw.statusCode, raw.writableFinished));
  runInContext({ ...context, traceparent: span.traceparent, span }, serve);
}

function spanOf(asked: Asked, { requestId, traceparent }: RequestContext): TraceSpan | undefined {
  const { request } = asked;
  const { method } = request;
  // The template, never the path: that holds what a client typed.
  const route = request.is404 ? undefined : request.routeOptions.url;
  return tracerInUse()?.begin({
    name: route === undefined ? method : `${method} ${route}`,
    side: 'server',
    parent: traceparent,
    isStranger: isStranger(asked),
    attributes: {
      'http.request.method': method,
      ...(route !== undefined && { 'http.route': route }),
      'secureconnect.request_id': requestId,
    },
  });
}

function end(span: TraceSpan, status: number, isWhole: boolean): void {
  span.set('http.response.status_code', status);
  if (!isWhole) span.end('cut');
  else span.end(status >= 500 ? String(status) : undefined);
}
