import { type SamplerName } from './tracing.settings';

/** What a tracer is made with. */
export interface TracingOptions {
  /** Of the collector, without the path for traces. */
  readonly endpoint: string;
  /** Secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** For each batch. */
  readonly timeoutMs: number;
  readonly service: string;
  readonly version: string;
  /** Which of its instances this is. */
  readonly instance: string;
  readonly sampler: SamplerName;
  /** From 0 to 1, for the samplers that record a share. */
  readonly share: number;
  /** The collector cannot be reached, for this reason; undefined: it can again. */
  readonly onChange: (error: unknown) => void;
}
