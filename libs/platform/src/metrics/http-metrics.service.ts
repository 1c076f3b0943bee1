import { Injectable } from '@nestjs/common';
import { InjectMetric, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { type Histogram } from 'prom-client';

const name = 'http_request_duration_seconds';

/** Declares the measure to Prometheus. */
export const httpDurationProvider = makeHistogramProvider({
  name,
  help: 'How long requests took, by method, route template and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measures requests; no label has a value that a client controls. */
@Injectable()
export class HttpMetrics {
  constructor(@InjectMetric(name) private readonly duration: Histogram) {}

  observe(method: string, route: string, status: number, seconds: number): void {
    this.duration.observe(
      { method: methods.has(method) ? method : 'other', route, status: String(status) },
      seconds,
    );
  }
}
