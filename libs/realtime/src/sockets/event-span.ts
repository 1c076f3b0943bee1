import { currentSpan, isTraceparent, tracerInUse, type TraceSpan } from '@secureconnect/platform';

/**
 * The span of one event of a client, which ends with its acknowledgement: a trace of its own, since a socket lives for
 * days, with a link to the handshake it came by. Only names of ours are told.
 */
export function beginEvent(
  name: string,
  known: ReadonlySet<string>,
  handshake: string | string[] | undefined,
): TraceSpan | undefined {
  const tracer = tracerInUse();
  if (!tracer) return undefined;
  const isRecorded = typeof handshake === 'string' && isTraceparent(handshake) && handshake.endsWith('1');
  const links = isRecorded ? [handshake] : [];
  const event = known.has(name) ? name : 'unknown event';
  return tracer.begin({
    name: `event ${event}`,
    side: 'server',
    attributes: { 'secureconnect.event': event },
    links,
  });
}

/** It never came to a handler, which would have ended it. */
export function endRefused(code: string): void {
  const span = currentSpan();
  span?.refused(code);
  span?.end();
}
