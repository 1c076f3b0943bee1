import type * as Api from '@opentelemetry/api';
import type * as Otlp from '@opentelemetry/exporter-trace-otlp-http';
import type * as Resources from '@opentelemetry/resources';
import type * as Base from '@opentelemetry/sdk-trace-base';

/** What is used of OpenTelemetry. */
export interface Sdk {
  readonly api: typeof Api;
  readonly base: typeof Base;
  readonly otlp: typeof Otlp;
  readonly resources: typeof Resources;
}

/** Loads it, when a service begins to trace; where none does it is never loaded. */
export async function loadSdk(): Promise<Sdk> {
  const [api, base, otlp, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  return { api, base, otlp, resources };
}
