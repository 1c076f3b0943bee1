import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { MetricSet } from '@secureconnect/resilience';
import { register } from 'prom-client';
import { type StartedTracing, startTracing } from './start-tracing';
import { type TracingValues } from './tracing.settings';

/** The token of the tracing that was started; undefined: it is off. */
export const TRACING = Symbol('platform:tracing');

/** Ends tracing after all that may be traced. */
@Injectable()
class TracingLifetime implements OnApplicationShutdown {
  constructor(@Inject(TRACING) private readonly started: StartedTracing | undefined) {}

  async onApplicationShutdown(): Promise<void> {
    await this.started?.stop();
  }
}

async function start(
  service: string,
  version: string,
  values: TracingValues,
): Promise<StartedTracing | undefined> {
  const started = await startTracing(service, version, values);
  if (started) countSpans(started);
  return started;
}

/** Only where something is traced: a figure that cannot move says nothing. */
function countSpans({ tracer }: StartedTracing): void {
  const metrics = new MetricSet(register);
  metrics.counted(
    {
      name: 'tracing_spans_dropped_total',
      help: 'Spans that were thrown away: there was no room for them, or the collector did not take them',
      labels: ['reason'],
    },
    (counter) => {
      for (const [reason, count] of Object.entries(tracer.counts.dropped)) counter.inc({ reason }, count);
    },
  );
  metrics.counted(
    { name: 'tracing_spans_exported_total', help: 'Spans that the collector took' },
    (counter) => counter.inc(tracer.counts.exported),
  );
}

/** Traces what the service does where OTEL_EXPORTER_OTLP_ENDPOINT says where to; everybody else is made after it. */
@Module({})
export class TracingModule {
  static of(service: string, version: string, values: TracingValues): DynamicModule {
    const started = { provide: TRACING, useFactory: () => start(service, version, values) };
    return { module: TracingModule, global: true, providers: [started, TracingLifetime], exports: [TRACING] };
  }
}
