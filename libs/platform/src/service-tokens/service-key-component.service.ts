import { type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { type HealthRegistry } from '../health/health-registry.service';
import { type ServiceKeyPublisher } from './service-key-publisher.service';

/** Tells health whether others can verify this process: until they can it takes no traffic, for it could ask nobody. */
export class ServiceKeyComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly publisher: Pick<ServiceKeyPublisher, 'isPublished' | 'failing'>,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'service_key', required: true, check: () => this.check() });
  }

  private check(): ComponentReport {
    const { isPublished, failing } = this.publisher;
    const why = failing && { since: failing.since.toISOString(), last_error: failing.error };
    if (!isPublished) return { status: 'down', last_error: 'It was not published yet', ...why };
    // What was published is good for a day, whatever becomes of its renewal.
    return why ? { status: 'degraded', ...why } : { status: 'up' };
  }
}
