import { type Span } from '@opentelemetry/api';
import { type SpanAttributes, type TraceSpan } from './trace-span';

/** SpanStatusCode.ERROR; the enumeration itself would load OpenTelemetry. */
const failed = 2;

/** A span of OpenTelemetry as ours. */
export class OpenTelemetrySpan implements TraceSpan {
  readonly traceparent: string;
  readonly isRecorded: boolean;
  private isOver = false;
  private code: string | undefined;

  constructor(readonly span: Span) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.traceparent = `00-${traceId}-${spanId}-0${traceFlags & 1}`;
    this.isRecorded = span.isRecording();
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  set(name: string, value: string | number | boolean): void {
    this.span.setAttribute(name, value);
  }

  event(name: string, attributes?: SpanAttributes): void {
    this.span.addEvent(name, { ...attributes });
  }

  refused(code: string): void {
    this.code = code;
  }

  end(fault?: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const said = this.code ?? fault;
    if (said !== undefined) this.span.setAttribute('error.type', said);
    if (fault !== undefined) this.span.setStatus({ code: failed });
    this.span.end();
  }
}
