import { Injectable } from '@nestjs/common';
import { type InstanceReport, type ServiceName } from '@secureconnect/contracts';
import { ServiceIdentity } from '../../bootstrap/service-identity';
import { LiveInstances } from '../../database/instances/live-instances';
import { ConnectionWatch } from '../../shutdown/connection-watch.service';
import { Drain } from '../../shutdown/drain.service';
import { ModeSource } from '../mode-source';
import { HealthLook } from './health-look.service';
import { RecentEvents } from './recent-events.service';
import { RedisReporter } from './redis-reporter.service';

const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();

/** What this instance says of itself to an operator, soon and whatever is away. */
@Injectable()
export class InstanceReporter {
  constructor(
    private readonly identity: ServiceIdentity,
    private readonly instances: LiveInstances,
    private readonly modes: ModeSource,
    private readonly redis: RedisReporter,
    private readonly looks: HealthLook,
    private readonly drain: Drain,
    private readonly watch: ConnectionWatch,
    private readonly events: RecentEvents,
  ) {}

  async report(): Promise<InstanceReport> {
    const seen = await this.looks.look();
    return {
      service: this.identity.name as ServiceName,
      instance: this.instances.id,
      version: this.identity.version,
      pid: process.pid,
      started_at: startedAt,
      at: new Date().toISOString(),
      is_draining: this.drain.isDraining,
      mode: this.modes.mode,
      status: seen?.report.status ?? 'unavailable',
      redis: this.redis.report(),
      components_at: seen?.at.toISOString() ?? null,
      components: seen?.report.components ?? {},
      live_instances: this.instances.count(),
      ...this.watch.connections.counts,
      events: this.events.list,
    };
  }
}
