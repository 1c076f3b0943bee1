import { newRequestNames } from './request-names';

/** A new W3C trace context. */
export const newTraceparent = (): string => newRequestNames().traceparent;
