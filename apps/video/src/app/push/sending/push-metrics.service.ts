import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';
import { PushTally } from './push-tally';

/** Shows what becomes of pushes. */
@Injectable()
export class PushMetrics implements OnModuleInit {
  constructor(
    private readonly tally: PushTally,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    const declared = {
      name: 'push_total',
      help: 'Attempts to wake a device, by provider, kind and outcome',
      labels: ['provider', 'kind', 'outcome'] as const,
    };
    this.shown.metrics.counted({ ...declared, labels: [...declared.labels] }, (counter) => {
      for (const { count, ...labels } of this.tally.all()) counter.inc(labels, count);
    });
  }
}
