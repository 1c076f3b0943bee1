import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { RevocationParts } from './revocation-parts';

/** Begins and ends with the application, and tells its health whether memory is current. */
@Injectable()
export class RevocationLifetime implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly parts: RevocationParts,
    private readonly registry: HealthRegistry,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'revocations', required: false, check: () => this.check() });
    this.parts.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.parts.close();
  }

  check(): ComponentReport {
    const { feed, mirror } = this.parts;
    const rest = { known: mirror.size, number: feed.seq, lag: feed.lag, gaps: feed.gaps };
    const { trouble, condition } = feed;
    if (trouble === undefined) return { status: 'up', ...rest };
    return { status: 'degraded', since: condition.since.toISOString(), last_error: trouble, ...rest };
  }
}
