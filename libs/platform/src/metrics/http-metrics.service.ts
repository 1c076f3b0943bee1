import { Injectable } from '@nestjs/common';
import { DurationSeries, DurationTally, MetricSet } from '@secureconnect/resilience';
import { register } from 'prom-client';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Measures requests; no label has a value that a client controls. */
@Injectable()
export class HttpMetrics {
  private readonly durations = new MetricSet(register).take(
    'http_request_duration_seconds',
    (registers) =>
      new DurationTally(
        {
          name: 'http_request_duration_seconds',
          help: 'How long requests took, by method, route template and status',
          registers,
        },
        ['method', 'route', 'status'],
        bounds,
      ),
  );

  observe(method: string, route: string, status: number, seconds: number): void {
    this.series(method, route, status).observe(seconds);
  }

  /** Where such requests are counted; who serves many of them keeps it. */
  series(method: string, route: string, status: number): DurationSeries {
    return this.durations.series(methods.has(method) ? method : 'other', route, String(status));
  }
}
