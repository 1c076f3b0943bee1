import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseBroadcast } from '@secureconnect/platform';
import { InstanceCount, RateLimitModule, RateLimitStore } from '@secureconnect/rate-limit-store';
import { RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { resilientRedis } from './resilient-redis';

const alone: InstanceCount = { count: () => 1 };
/** Nobody else is there to be told. */
const silent = { subscribe: () => () => undefined, publish: () => Promise.resolve() };

@Global()
@Module({
  providers: [
    { provide: InstanceCount, useValue: alone },
    { provide: DatabaseBroadcast, useValue: silent },
  ],
  exports: [InstanceCount, DatabaseBroadcast],
})
class AloneModule {}

/** Our limits as an application has them, counted in Redis. */
export async function startLimits(url: string): Promise<{ store: RateLimitStore; close(): Promise<void> }> {
  @Module({
    imports: [resilientRedis(url), AloneModule, RateLimitModule.forRoot({ instances: InstanceCount })],
  })
  class LimitsModule {}
  const app = await NestFactory.createApplicationContext(LimitsModule, { logger: false });
  await until('Redis to be relied on', () => app.get(RedisHealthService).isAvailable);
  return { store: app.get(RateLimitStore), close: () => app.close() };
}
