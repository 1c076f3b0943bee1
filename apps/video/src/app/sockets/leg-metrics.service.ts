import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { RedisMetrics } from '@secureconnect/resilience';
import { LegAttachments } from './leg-attachments.service';
import { LegHolds } from './leg-holds.service';
import { LegRenewals } from './leg-renewals.service';

/** Shows the legs this node vouches for, and whether it can. */
@Injectable()
export class LegMetrics implements OnModuleInit {
  constructor(
    private readonly holds: LegHolds,
    private readonly attachments: LegAttachments,
    private readonly renewals: LegRenewals,
    private readonly registry: HealthRegistry,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    const { metrics } = this.shown;
    const size = (name: string, help: string, read: () => number) =>
      metrics.gauge({ name, help, read: (gauge) => gauge.set(read()) });
    size('video_legs_held', 'Connections to calls that are vouched for here', () => this.holds.size);
    size('video_legs_attaching', 'Connections to calls that are being made', () => this.attachments.size);
    this.registry.register({ name: 'legs', required: false, check: () => this.check() });
  }

  private check(): ComponentReport {
    const seen = { held: this.holds.size, attaching: this.attachments.size };
    const { failing } = this.renewals;
    if (!failing) return { status: 'up', ...seen };
    return { status: 'degraded', since: failing.since.toISOString(), last_error: failing.error, ...seen };
  }
}
