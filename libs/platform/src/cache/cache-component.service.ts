import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MultiLayerCache } from '@secureconnect/cache';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '../health/health-registry.service';

/** What an operator sees of the cache: which layers serve, and whether it knows what others invalidate. */
@Injectable()
export class CacheComponent implements OnModuleInit {
  constructor(
    private readonly cache: MultiLayerCache,
    private readonly registry: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'cache', required: false, check: () => this.check() });
  }

  private async check(): Promise<ComponentReport> {
    const { status, l1, l2, l3, isCurrent, isRelayHeard } = await this.cache.healthCheck();
    return {
      status: status === 'healthy' ? 'up' : 'degraded',
      layers: {
        memory: l1,
        redis: { available: l2.available, latency_ms: Math.round(l2.latencyMs * 100) / 100 },
        http: l3,
      },
      is_current: isCurrent,
      is_relay_heard: isRelayHeard,
    };
  }
}
