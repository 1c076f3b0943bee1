import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { HttpMetrics, LineWriter, PROCESS_LOGGER } from '@secureconnect/platform';
import { type Logger } from 'pino';
import { type Exchange } from './exchange';

/** Longer paths are cut; who sends them is told apart by the request id. */
const longestPath = 200;

/** One line and one measure for each request that came through the door. */
@Injectable()
export class AccessLog implements OnApplicationShutdown {
  private readonly lines: LineWriter;

  constructor(
    @Inject(PROCESS_LOGGER) logger: Logger,
    private readonly metrics: HttpMetrics,
  ) {
    this.lines = new LineWriter(logger);
  }

  ended(exchange: Exchange, durationMs: number): void {
    const { request, response, line } = exchange;
    const method = request.method ?? '';
    const status = response.statusCode;
    const series =
      line?.durationsOf(this.metrics, method, status) ?? this.metrics.series(method, 'none', status);
    series.observe(durationMs / 1_000);
    if (this.lines.isEnabled) this.write(exchange, method, status, durationMs);
  }

  onApplicationShutdown(): void {
    this.lines.flush();
  }

  /** Nothing here needs escaping: paths and ids were held to their characters, and the rest is our own. */
  private write(exchange: Exchange, method: string, status: number, durationMs: number): void {
    const { path, line, requestId, traceparent, client, isCut } = exchange;
    const shown = path.length > longestPath ? path.slice(0, longestPath) : path;
    const to = line === undefined ? '"route":"none"' : line.logged;
    const names = `"request_id":"${requestId}","trace_id":"${traceparent.slice(3, 35)}",${to}`;
    const end = `"status":${status},"duration_ms":${Math.round(durationMs * 10) / 10}${isCut ? ',"cut":true' : ''}`;
    this.lines.info(`${names},"client":"${client.address}",${end},"msg":"${method} ${shown} ${status}"`);
  }
}
