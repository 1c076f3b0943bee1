import { type Attributes, type Context, type Link, type SpanKind } from '@opentelemetry/api';
import { type Sampler, type SamplingResult } from '@opentelemetry/sdk-trace-base';
import { type Sdk } from './open-telemetry-sdk';
import { type SamplerName } from './tracing.settings';

/** Set where the parent was named by a stranger. */
export const strangerKey = Symbol('platform:named-by-a-stranger');

/**
 * Decides which traces are recorded. What a stranger's traceparent says is not heeded, neither its flag nor its trace id:
 * the share is chosen by trace id, so whoever chooses that would choose to be recorded.
 */
export class ChoosingSampler implements Sampler {
  private readonly newTraceId: () => string;
  private readonly roots: Sampler;
  private readonly parts: Sampler;

  constructor(
    private readonly sdk: Sdk,
    private readonly name: SamplerName,
    private readonly share: number,
  ) {
    const { ParentBasedSampler, RandomIdGenerator } = sdk.base;
    const ids = new RandomIdGenerator();
    this.newTraceId = () => ids.generateTraceId();
    this.roots = rootSampler(sdk, name, share);
    this.parts = name.startsWith('parentbased_') ? new ParentBasedSampler({ root: this.roots }) : this.roots;
  }

  shouldSample(
    context: Context,
    traceId: string,
    ...[name, kind, attributes, links]: [string, SpanKind, Attributes, Link[]]
  ): SamplingResult {
    if (context.getValue(strangerKey) === undefined)
      return this.parts.shouldSample(context, traceId, name, kind, attributes, links);
    const { ROOT_CONTEXT } = this.sdk.api;
    return this.roots.shouldSample(ROOT_CONTEXT, this.newTraceId(), name, kind, attributes, links);
  }

  toString(): string {
    return `Choosing{${this.name}, ${this.share}}`;
  }
}

function rootSampler({ base }: Sdk, name: SamplerName, share: number): Sampler {
  if (name.endsWith('always_on')) return new base.AlwaysOnSampler();
  return name.endsWith('always_off') ? new base.AlwaysOffSampler() : new base.TraceIdRatioBasedSampler(share);
}
