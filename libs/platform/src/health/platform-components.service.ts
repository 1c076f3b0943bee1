import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { DatabaseHealth } from '../database/database-health.service';
import { HealthRegistry } from './health-registry.service';
import { RedisComponent } from './redis-component.service';

/** Tells health about the two things every service stands on. */
@Injectable()
export class PlatformComponents implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly database: DatabaseHealth,
    private readonly redis: RedisComponent,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'postgres', required: true, check: () => this.checkDatabase() });
    this.registry.register({ name: 'redis', required: false, check: () => this.redis.check() });
  }

  private async checkDatabase(): Promise<ComponentReport> {
    const found = await this.database.check();
    const waitingFor = this.database.notReadyBecause;
    // Says more than the question can: which migrations are pending, what to run.
    if (waitingFor !== undefined) return { status: 'down', last_error: waitingFor };
    if (found.status === 'up') return { status: 'up', latency_ms: found.latencyMs };
    return { status: 'down', since: found.since.toISOString(), last_error: found.lastError };
  }
}
