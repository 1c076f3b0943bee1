import { beginPart, isTraceparent, tracerInUse, within } from '@secureconnect/platform';

/** Where in a trace a notice was said, for who hears it on another instance. */
export interface TracedNotice {
  readonly traceparent?: string;
}

/** Tells something as a part of what is traced: `tell` is given what its notice carries, undefined where nothing is traced. */
export function tellTraced(event: string, tell: (traced: TracedNotice | undefined) => void): void {
  const attributes = { 'secureconnect.event': event };
  const span = beginPart({ name: `tell ${event}`, side: 'producer', attributes });
  if (!span) return tell(undefined);
  try {
    within(span, () => tell({ traceparent: span.traceparent }));
  } finally {
    span.end();
  }
}

/** Hears what another instance told, as a part of the trace it was told in. */
export function hearTraced({ traceparent }: TracedNotice, event: string, hear: () => void): void {
  const tracer = tracerInUse();
  if (!tracer || typeof traceparent !== 'string' || !isTraceparent(traceparent)) return hear();
  const attributes = { 'secureconnect.event': event };
  const span = tracer.begin({ name: `hear ${event}`, side: 'consumer', parent: traceparent, attributes });
  try {
    within(span, hear);
  } finally {
    span.end();
  }
}
