import { Module, type OnModuleInit } from '@nestjs/common';
import { HealthModule, HealthRegistry } from '@secureconnect/platform';
import { reportOf } from './upstream-report';
import { UpstreamMetrics } from './upstream-metrics.service';
import { Upstreams } from './upstreams';

/** The services behind the gateway, each a component of its health. */
@Module({ imports: [HealthModule], providers: [Upstreams, UpstreamMetrics], exports: [Upstreams] })
export class UpstreamsModule implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly upstreams: Upstreams,
  ) {}

  onModuleInit(): void {
    for (const [name, upstream] of this.upstreams.all)
      this.registry.register({ name, required: false, check: () => reportOf(upstream) });
  }
}
