import { Module } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';
import { CacheCollectors } from './cache-collectors';

/** One place in the application where all its caches are shown, beside the metrics of its Redis. */
@Module({
  providers: [
    {
      provide: CacheCollectors,
      useFactory: ({ metrics }: RedisMetrics) => new CacheCollectors(metrics),
      inject: [RedisMetrics],
    },
  ],
  exports: [CacheCollectors],
})
export class CacheMetricsModule {}
