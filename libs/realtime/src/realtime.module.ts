import { type DynamicModule, Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { Backplane } from './backplane/backplane';
import { backplaneProviders } from './backplane/backplane-providers';
import { type BackplaneOptions, defaultBackplaneOptions } from './backplane/backplane.options';

/** Gives the whole app `Backplane`; needs what every service has. */
@Module({})
export class RealtimeModule {
  static forRoot(options: Partial<BackplaneOptions> = {}): DynamicModule {
    return {
      module: RealtimeModule,
      global: true,
      imports: [HealthModule],
      providers: backplaneProviders({ ...defaultBackplaneOptions, ...options }),
      exports: [Backplane],
    };
  }
}
