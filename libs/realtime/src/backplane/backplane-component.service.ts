import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { CarriedBackplane } from './carried-backplane';

/** What an operator sees of the backplane: what carries, what is heard, and how many nodes there are. */
@Injectable()
export class BackplaneComponent implements OnModuleInit {
  constructor(
    private readonly backplane: CarriedBackplane,
    private readonly registry: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'realtime', required: false, check: () => this.report() });
  }

  private report(): ComponentReport {
    const { carrier, hears, nodes } = this.backplane;
    const isWell = carrier === 'redis' && hears.redis && hears.postgres;
    return {
      status: isWell ? 'up' : 'degraded',
      carrier: carrier ?? 'none',
      hears,
      nodes: nodes.length + 1,
    };
  }
}
