import { Inject, Injectable } from '@nestjs/common';
import { HttpMetrics, plainLines, PROCESS_LOGGER } from '@secureconnect/platform';
import { type Logger } from 'pino';
import { type Exchange } from './exchange';

/** Longer paths are cut; who sends them is told apart by the request id. */
const longestPath = 200;

/** One line and one measure for each request that came through the door. */
@Injectable()
export class AccessLog {
  private readonly logger: Logger;

  constructor(
    @Inject(PROCESS_LOGGER) logger: Logger,
    private readonly metrics: HttpMetrics,
  ) {
    this.logger = plainLines(logger);
  }

  ended(exchange: Exchange, durationMs: number): void {
    const { request, response, line } = exchange;
    const method = request.method ?? '';
    const status = response.statusCode;
    const series =
      line?.durationsOf(this.metrics, method, status) ?? this.metrics.series(method, 'none', status);
    series.observe(durationMs / 1_000);
    if (this.logger.isLevelEnabled('info')) this.write(exchange, method, status, durationMs);
  }

  private write(exchange: Exchange, method: string, status: number, durationMs: number): void {
    const { path, line, requestId, client, isCut } = exchange;
    const shown = path.length > longestPath ? path.slice(0, longestPath) : path;
    const fields = {
      request_id: requestId,
      trace_id: exchange.traceparent.slice(3, 35),
      route: line?.template ?? 'none',
      upstream: line?.upstream.name,
      status,
      client: client.address,
      duration_ms: Math.round(durationMs * 10) / 10,
      cut: isCut || undefined,
    };
    this.logger.info(fields, `${method} ${shown} ${status}`);
  }
}
