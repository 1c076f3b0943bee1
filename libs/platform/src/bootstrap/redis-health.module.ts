import { Global, Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RedisHealthService, RedisProbe } from '@secureconnect/resilience';
import { redisOptionsFrom, RedisWriteProbe } from '@secureconnect/redis';
import { type PlatformValues } from '../config/platform.settings';
import { ModeSource } from '../health/mode-source';
import { SETTINGS } from './settings.decorator';

const createProbe = (values: PlatformValues): RedisProbe => new RedisWriteProbe(redisOptionsFrom(values));

const createHealth = (probe: RedisProbe, values: PlatformValues): RedisHealthService =>
  new RedisHealthService(probe, { intervalMs: values.REDIS_HEALTH_CHECK_INTERVAL * 1_000 });

/** Starts asking Redis before the service listens, so that the first request knows its mode. */
@Injectable()
class RedisHealthLifetime implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly health: RedisHealthService) {}

  onModuleInit(): Promise<void> {
    return this.health.start();
  }

  onApplicationShutdown(): void {
    this.health.stop();
  }
}

/** Knows Redis's state and the mode that follows from it. */
@Global()
@Module({
  providers: [
    { provide: RedisProbe, useFactory: createProbe, inject: [SETTINGS] },
    { provide: RedisHealthService, useFactory: createHealth, inject: [RedisProbe, SETTINGS] },
    {
      provide: ModeSource,
      useFactory: (health: RedisHealthService) => new ModeSource(health),
      inject: [RedisHealthService],
    },
    RedisHealthLifetime,
  ],
  exports: [RedisHealthService, ModeSource],
})
export class RedisHealthModule {}
