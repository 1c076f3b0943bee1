import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RedisHealthService } from '../health/redis-health.service';
import { PolicyManifest } from './policy-manifest.service';
import { bindRuntime, type PolicyRuntime } from './policy-runtime';
import { RESILIENCE_SETTINGS, type ResilienceSettings } from './resilience.options';

/** Tells every provider with declared methods what is known of Redis, and where its fallbacks are. */
@Injectable()
export class PolicyEnforcer implements OnModuleInit, OnApplicationShutdown {
  private unbind: (() => void)[] = [];

  constructor(
    private readonly manifest: PolicyManifest,
    @Inject(RedisHealthService) private readonly health: Pick<RedisHealthService, 'isAvailable'>,
    @Inject(RESILIENCE_SETTINGS) private readonly settings: ResilienceSettings,
  ) {}

  onModuleInit(): void {
    this.manifest.collect();
    const { fallbacks } = this.manifest;
    const runtime: PolicyRuntime = {
      health: this.health,
      settings: this.settings,
      fallbackOf: (token) => fallbacks.get(token),
    };
    this.unbind = this.manifest.declaredProviders.map((provider) => bindRuntime(provider, runtime));
  }

  onApplicationShutdown(): void {
    for (const release of this.unbind.splice(0)) release();
  }
}
