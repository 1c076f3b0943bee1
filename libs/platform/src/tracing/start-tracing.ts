import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import { saidBy } from '../errors/said-by';
import { OpenTelemetryTracer } from './open-telemetry.adapter';
import { loadSdk } from './open-telemetry-sdk';
import { traceWith } from './tracing';
import { type Tracer } from './tracer.port';
import { type TracingValues } from './tracing.settings';

/** Tracing that is on, and how it is ended. */
export interface StartedTracing {
  readonly tracer: Tracer;
  stop(): Promise<void>;
}

/** Begins to trace where a collector is named; else undefined, and nothing of OpenTelemetry is so much as loaded. */
export async function startTracing(
  service: string,
  version: string,
  values: TracingValues,
): Promise<StartedTracing | undefined> {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === '') return undefined;
  const logger = new Logger('Tracing');
  const tracer = new OpenTelemetryTracer(await loadSdk(), {
    endpoint,
    headers: values.OTEL_EXPORTER_OTLP_HEADERS,
    timeoutMs: values.OTEL_EXPORTER_OTLP_TIMEOUT,
    service: values.OTEL_SERVICE_NAME || service,
    version,
    instance: `${hostname()}:${process.pid}`,
    sampler: values.OTEL_TRACES_SAMPLER,
    share: values.OTEL_TRACES_SAMPLER_ARG,
    onChange: (error) => tellOf(logger, endpoint, error),
  });
  const leave = traceWith(tracer);
  return {
    tracer,
    stop: () => {
      leave();
      return tracer.stop();
    },
  };
}

function tellOf(logger: Logger, endpoint: string, error: unknown): void {
  if (error === undefined) logger.log(`Traces reach ${endpoint} again`);
  else logger.warn(`Traces do not reach ${endpoint}; they are thrown away and counted: ${saidBy(error)}`);
}
