import { type DynamicModule, Module } from '@nestjs/common';
import { defaultPresenceOptions, PRESENCE, type PresenceOptions } from './presence.options';
import { PresenceStore } from './presence.store';
import { TieredPresenceStore } from './tiered-presence.store';

/** Gives `PresenceStore`; needs DatabaseModule, ResilientRedisModule and the migration of presence. */
@Module({})
export class PresenceStoreModule {
  static forRoot(options: Partial<PresenceOptions> = {}): DynamicModule {
    return {
      module: PresenceStoreModule,
      providers: [
        { provide: PRESENCE, useValue: { ...defaultPresenceOptions, ...options } },
        { provide: PresenceStore, useClass: TieredPresenceStore },
      ],
      exports: [PresenceStore],
    };
  }
}
