import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServiceIdentity } from '../../bootstrap/service-identity';
import { HealthModule } from '../../health/health.module';
import { HealthRegistry } from '../../health/health-registry.service';
import { DatabaseBroadcast } from '../broadcast/database-broadcast.service';
import { DatabaseHealth } from '../database-health.service';
import { DatabaseLiveInstances } from './database-live-instances';
import { InstanceRecord } from './instance-record';
import { LiveInstances } from './live-instances';

const beatMs = 2_000;
/** Two signs of life may be lost. */
const leaseMs = 6_000;

/** Gives the whole app `LiveInstances`. */
@Module({
  imports: [HealthModule],
  providers: [
    {
      provide: LiveInstances,
      inject: [ServiceIdentity, DataSource, DatabaseHealth, DatabaseBroadcast, HealthRegistry],
      useFactory: (
        { name: service }: ServiceIdentity,
        source: DataSource,
        health: DatabaseHealth,
        broadcast: DatabaseBroadcast,
        registry: HealthRegistry,
      ) => {
        const record = new InstanceRecord(source, leaseMs);
        return new DatabaseLiveInstances({ service, record, health, broadcast, registry, beatMs, leaseMs });
      },
    },
  ],
  exports: [LiveInstances],
})
export class InstancesModule {}
