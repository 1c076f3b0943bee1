import { currentContext, runInContext } from '../logging/request-context';
import { type SpanStart, type TraceSpan } from './trace-span';
import { type Tracer } from './tracer.port';

let inUse: Tracer | undefined;

/** The tracer of this process; undefined while tracing is off, which is all that being off costs a call. */
export const tracerInUse = (): Tracer | undefined => inUse;

/** Traces with it from now on, until what it returns is called. */
export function traceWith(tracer: Tracer): () => void {
  inUse = tracer;
  return () => {
    if (inUse === tracer) inUse = undefined;
  };
}

/** What is recorded of the work being done; undefined where nothing is. */
export function currentSpan(): TraceSpan | undefined {
  if (inUse === undefined) return undefined;
  const span = currentContext()?.span;
  return span?.isRecorded ? span : undefined;
}

/** Begins a part of the work being done; undefined where nothing of that is recorded: no part stands alone. */
export function beginPart(start: Omit<SpanStart, 'parent'>): TraceSpan | undefined {
  const parent = currentSpan();
  return parent && inUse?.begin({ ...start, parent });
}

/** Does something as a part of the work being done, with all that it asks of others. */
export async function asPart<T>(
  start: Omit<SpanStart, 'parent'>,
  work: (span: TraceSpan | undefined) => Promise<T>,
): Promise<T> {
  const span = beginPart(start);
  if (!span) return work(undefined);
  try {
    const value = await within(span, () => work(span));
    span.end();
    return value;
  } catch (error) {
    span.end(faultNameOf(error));
    throw error;
  }
}

/** Does something whose parts are the span's, and whose calls elsewhere go on with its trace. */
export function within<T>(span: TraceSpan, work: () => T): T {
  const context = currentContext() ?? { requestId: span.traceparent.slice(3, 35) };
  return runInContext({ ...context, traceparent: span.traceparent, span }, work);
}

/** By what an error is known in a trace: its stable code, else its class. */
export function faultNameOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  return typeof name === 'string' && name !== '' ? name : 'error';
}
