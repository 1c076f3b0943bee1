import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport } from '@secureconnect/contracts';
import { HealthRegistry } from '@secureconnect/platform';
import { PushProviders } from '../providers/push-providers';
import { PushTally } from './push-tally';

/** What an operator sees of push: by which providers devices are woken here, and whether that is skipped. */
@Injectable()
export class PushComponent implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly providers: PushProviders,
    private readonly tally: PushTally,
  ) {}

  onModuleInit(): void {
    this.registry.register({ name: 'push', required: false, check: () => this.check() });
  }

  private check(): ComponentReport {
    const set = (name: 'web' | 'fcm' | 'apns') => (this.providers.of(name) ? 'on' : 'off');
    const providers = { web: set('web'), fcm: set('fcm'), apns: set('apns') };
    const since = this.tally.isSkippingSince;
    return since
      ? { status: 'degraded', since: since.toISOString(), providers }
      : { status: 'up', providers };
  }
}
