import { Global, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { HttpMetrics } from './http-metrics.service';
import { MetricsController } from './metrics.controller';

/** What Prometheus reads at /metrics, and the measures every service has. */
@Global()
@Module({
  imports: [PrometheusModule.register({ controller: MetricsController, defaultMetrics: { enabled: true } })],
  providers: [HttpMetrics],
  exports: [HttpMetrics],
})
export class MetricsModule {}
