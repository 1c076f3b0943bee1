import { type Context, type Tracer as SdkTracer } from '@opentelemetry/api';
import { ChoosingSampler, strangerKey } from './choosing-sampler.adapter';
import { type Sdk } from './open-telemetry-sdk';
import { OpenTelemetrySpan } from './open-telemetry-span.adapter';
import { sendTo } from './send-spans';
import { SpanQueue } from './span-queue.adapter';
import { type SpanStart, type TraceSpan } from './trace-span';
import { type SpanCounts, Tracer } from './tracer.port';
import { type TracingOptions } from './tracing.options';

/** Bounds what one span takes in memory; the longest statements are cut. */
const spanLimits = {
  attributeValueLengthLimit: 2_000,
  attributeCountLimit: 32,
  eventCountLimit: 32,
  linkCountLimit: 8,
};
const sides = {
  internal: 'INTERNAL', server: 'SERVER', client: 'CLIENT', producer: 'PRODUCER', consumer: 'CONSUMER',
} as const; // prettier-ignore
/** What was recorded last goes out before the process ends, if anybody takes it by then. */
const farewellMs = 1_000;

/** Traces by OpenTelemetry's SDK. */
export class OpenTelemetryTracer extends Tracer {
  private readonly queue: SpanQueue;
  private readonly tracer: SdkTracer;

  constructor(
    private readonly sdk: Sdk,
    { endpoint, headers, timeoutMs, service, version, instance, sampler, share, onChange }: TracingOptions,
  ) {
    super();
    const { base, otlp, resources } = sdk;
    const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
    const exporter = new otlp.OTLPTraceExporter({
      ...{ url, headers: { ...headers }, timeoutMillis: timeoutMs },
      concurrencyLimit: 2,
    });
    this.queue = new SpanQueue({ send: sendTo(exporter, timeoutMs), onChange });
    const provider = new base.BasicTracerProvider({
      resource: resources.resourceFromAttributes({
        ...{ 'service.name': service, 'service.version': version, 'service.instance.id': instance },
      }),
      sampler: new ChoosingSampler(sdk, sampler, share),
      spanProcessors: [this.queue],
      spanLimits,
    });
    this.tracer = provider.getTracer('secureconnect', version);
  }

  override get counts(): SpanCounts {
    return this.queue.counts;
  }

  override begin(start: SpanStart): TraceSpan {
    const { name, side = 'internal', attributes, links = [], beganAt } = start;
    const options = {
      kind: this.sdk.api.SpanKind[sides[side]],
      attributes: { ...attributes },
      links: links.map((traceparent) => ({ context: placeOf(traceparent) })),
      startTime: beganAt,
    };
    return new OpenTelemetrySpan(this.tracer.startSpan(name, options, this.contextOf(start)));
  }

  override stop(): Promise<void> {
    return this.queue.leave(farewellMs);
  }

  private contextOf({ parent, isStranger }: SpanStart): Context {
    const { ROOT_CONTEXT, trace } = this.sdk.api;
    if (parent instanceof OpenTelemetrySpan) return trace.setSpan(ROOT_CONTEXT, parent.span);
    if (typeof parent !== 'string') return ROOT_CONTEXT;
    const context = trace.setSpanContext(ROOT_CONTEXT, placeOf(parent));
    return isStranger ? context.setValue(strangerKey, true) : context;
  }
}

/** A traceparent is well formed here: whoever took it in has looked. */
function placeOf(traceparent: string) {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}
