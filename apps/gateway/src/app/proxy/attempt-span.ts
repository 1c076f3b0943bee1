import { tracerInUse, type TraceSpan } from '@secureconnect/platform';
import { nameTrace } from './request-headers';

/** One attempt of asking an upstream. */
export interface Attempt {
  readonly method: string;
  readonly upstream: string;
  readonly instance: URL;
  readonly isRetry: boolean;
}

/** The span of an attempt, which its service goes on with; undefined where the request is not recorded. */
export function beginAttempt(
  request: TraceSpan | undefined,
  headers: string[],
  { method, upstream, instance, isRetry }: Attempt,
): TraceSpan | undefined {
  if (!request?.isRecorded) return undefined;
  const span = tracerInUse()?.begin({
    name: `${method} ${upstream}`,
    side: 'client',
    parent: request,
    attributes: {
      'http.request.method': method,
      'server.address': instance.hostname,
      'server.port': Number(instance.port),
      ...(isRetry && { 'http.request.resend_count': 1 }),
    },
  });
  if (span) nameTrace(headers, span.traceparent);
  return span;
}
