import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { RedisHealthService } from '@secureconnect/resilience';
import { DatabaseHealth } from '../database/database-health.service';
import { HealthRegistry } from './health-registry.service';

/** Tells health about the two things every service stands on. */
@Injectable()
export class PlatformComponents implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly database: DatabaseHealth,
    private readonly redis: RedisHealthService,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'postgres', required: true, check: () => this.checkDatabase() });
    this.registry.register({ name: 'redis', required: false, check: () => this.checkRedis() });
  }

  private async checkDatabase(): Promise<ComponentReport> {
    const found = await this.database.check();
    const waitingFor = this.database.notReadyBecause;
    // Says more than the question can: which migrations are pending, what to run.
    if (waitingFor !== undefined) return { status: 'down', last_error: waitingFor };
    if (found.status === 'up') return { status: 'up', latency_ms: found.latencyMs };
    return { status: 'down', since: found.since.toISOString(), last_error: found.lastError };
  }

  private checkRedis(): ComponentReport {
    const since = this.redis.since.toISOString();
    if (this.redis.isAvailable) return { status: 'up', state: this.redis.state, since };
    const last_error = this.redis.lastError;
    return { status: 'degraded', state: this.redis.state, since, last_error, fallback: 'postgres' };
  }
}
