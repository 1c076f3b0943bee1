import { AsyncLocalStorage } from 'node:async_hooks';
import { type TraceSpan } from '../tracing/trace-span';

/** What every log line and every downstream call of one request carries. */
export interface RequestContext {
  readonly requestId: string;
  /** W3C trace context that is passed on: as the caller sent it, or, where we trace, that of the span. */
  readonly traceparent?: string;
  /** What is traced of it; undefined: tracing is off. */
  readonly span?: TraceSpan;
  /** Who sent it; work that goes on without the request is not told. */
  readonly client?: RequestClient;
}

/** Where a request came from, for the record of security events. */
export interface RequestClient {
  readonly address: string;
  /** As it was sent, so anything at all. */
  readonly userAgent: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext | undefined>();

/** Runs something inside a request's context. */
export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Begins what outlives the request that happens to begin it: nothing of it is logged or traced as that request's. */
export const runOutsideContext = <T>(work: () => T): T => storage.run(undefined, work);

/** The request being served, or undefined outside one. */
export const currentContext = (): RequestContext | undefined => storage.getStore();
