import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { CallBook } from './call-book.service';
import { DeliveryTally } from './delivery-tally';

/** What an operator sees of delivery: how much is followed, and whether what was missed can be read. */
@Injectable()
export class DeliveryComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly book: CallBook,
    private readonly tally: DeliveryTally,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'delivery', required: false, check: () => this.check() });
  }

  private check(): ComponentReport {
    const { failing } = this.tally;
    if (!failing) return { status: 'up', ...this.book.sizes };
    const { since, error } = failing;
    return { status: 'degraded', since: since.toISOString(), last_error: error, ...this.book.sizes };
  }
}
