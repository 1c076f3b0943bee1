import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { RedisHealthService } from '../health/redis-health.service';
import { DegradedModeGuard } from './degraded-mode.guard';
import { useGatewayFilter } from './gateway-filter';
import { PolicyEnforcer } from './policy-enforcer.service';
import { PolicyModule } from './policy.module';
import { RedisUnavailableFilter } from './redis-unavailable.filter';
import {
  defaultResilienceSettings,
  RESILIENCE_SETTINGS,
  type ResilienceOptions,
  type ResilienceSettings,
} from './resilience.options';

/**
 * Holds a whole application to its declarations: collected at boot, decided before a handler runs, enforced again
 * where a store is called. Import it first, so that its guard comes before those that reach stores themselves.
 */
@Module({})
export class ResilienceModule {
  static forRoot(options: ResilienceOptions = {}): DynamicModule {
    const { health, imports = [], errors = 'own', ...settings } = options;
    return {
      module: ResilienceModule,
      imports: [DiscoveryModule, PolicyModule, ...imports],
      providers: [
        { provide: RESILIENCE_SETTINGS, useValue: complete(settings) },
        ...(health ? [{ provide: RedisHealthService, useValue: health }] : []),
        ...(errors === 'own' ? ownAnswers : []),
        PolicyEnforcer,
        { provide: APP_GUARD, useClass: DegradedModeGuard },
      ],
      exports: [PolicyModule, RESILIENCE_SETTINGS, ...(health ? [RedisHealthService] : [])],
    };
  }
}

const ownAnswers: Provider[] = [
  RedisUnavailableFilter,
  { provide: APP_FILTER, useExisting: RedisUnavailableFilter },
  {
    provide: Symbol('resilience:gateway-filter'),
    useFactory: useGatewayFilter,
    inject: [DiscoveryService, RedisUnavailableFilter],
  },
];

/** What is left out, or given as undefined, is as by default. */
function complete(settings: Partial<ResilienceSettings>): ResilienceSettings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...defaultResilienceSettings, ...(Object.fromEntries(given) as Partial<ResilienceSettings>) };
}
