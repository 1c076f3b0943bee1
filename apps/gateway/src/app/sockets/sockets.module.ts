import { Module, type OnModuleInit } from '@nestjs/common';
import { HealthModule, HealthRegistry } from '@secureconnect/platform';
import { PolicyManifest } from '@secureconnect/resilience';
import { SocketDoor } from '../door/socket-door';
import { EdgeModule } from '../edge/edge.module';
import { LimitsModule } from '../limits/limits.module';
import { UpstreamsModule } from '../upstreams/upstreams.module';
import { reportSockets } from './report-sockets';
import { SocketMetrics } from './socket-metrics.service';
import { socketProviders } from './socket-providers';
import { socketRoutes } from './socket-routes';

/** The sockets of clients, through the gateway to the services. */
@Module({
  imports: [HealthModule, EdgeModule, LimitsModule, UpstreamsModule],
  providers: socketProviders,
  exports: [SocketDoor],
})
export class SocketsModule implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly metrics: SocketMetrics,
    manifest: PolicyManifest,
  ) {
    manifest.declare(
      socketRoutes.map(({ operation, path, stores }) => ({
        operation,
        kind: 'ws' as const,
        target: path,
        stores: [...stores],
      })),
    );
  }

  onModuleInit(): void {
    this.registry.register({ name: 'sockets', required: false, check: () => reportSockets(this.metrics) });
  }
}
