import { Module } from '@nestjs/common';
import { MultiLayerCacheModule } from '@secureconnect/cache';
import { SETTINGS } from '../bootstrap/settings.decorator';
import { DatabaseBroadcast } from '../database/broadcast/database-broadcast.service';
import { HealthModule } from '../health/health.module';
import { CacheComponent } from './cache-component.service';
import { cacheOptionsOf } from './service-cache.options';

/** The one `MultiLayerCache` of a service: its entries and their invalidations are shared with all other services. */
@Module({
  imports: [
    MultiLayerCacheModule.forRootAsync({
      inject: [SETTINGS, DatabaseBroadcast],
      useFactory: cacheOptionsOf,
    }),
    HealthModule,
  ],
  providers: [CacheComponent],
})
export class ServiceCacheModule {}
