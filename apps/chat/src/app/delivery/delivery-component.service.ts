import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { Streams } from './streams.service';

/** What an operator sees of delivery: how much is followed, and whether it can catch up. */
@Injectable()
export class DeliveryComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly streams: Streams,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'delivery', required: false, check: () => this.check() });
  }

  private check(): ComponentReport {
    const { sizes, tally } = this.streams;
    if (!tally.failing) return { status: 'up', ...sizes };
    const { since, error } = tally.failing;
    return { status: 'degraded', since: since.toISOString(), last_error: error, ...sizes };
  }
}
