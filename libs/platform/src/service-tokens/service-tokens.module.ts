import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServiceIdentity } from '../bootstrap/service-identity';
import { DatabaseHealth } from '../database/database-health.service';
import { HealthModule } from '../health/health.module';
import { HealthRegistry } from '../health/health-registry.service';
import { ClientStatements } from './client-statements';
import { KnownServiceKeys } from './known-service-keys.service';
import { ServiceKey } from './service-key';
import { ServiceKeyComponent } from './service-key-component.service';
import { ServiceKeyPublisher } from './service-key-publisher.service';
import { ServiceKeyRecord } from './service-key-record';
import { ServiceClients } from './service-clients.service';
import { ServiceTokens } from './service-tokens.service';
import { SignedClientStatements } from './signed-client-statements';

/** Gives the whole app `ServiceTokens` and `ClientStatements`: who a service is, without a secret that is shared. */
@Module({
  imports: [HealthModule],
  providers: [
    { provide: ServiceKey, useFactory: () => new ServiceKey() },
    {
      provide: ServiceKeyRecord,
      inject: [DataSource],
      useFactory: (source: DataSource) => new ServiceKeyRecord(source),
    },
    {
      provide: ServiceKeyPublisher,
      inject: [ServiceIdentity, ServiceKey, ServiceKeyRecord, DatabaseHealth],
      useFactory: (
        { name }: ServiceIdentity,
        key: ServiceKey,
        record: ServiceKeyRecord,
        health: DatabaseHealth,
      ) => new ServiceKeyPublisher(name, key, record, health),
    },
    {
      provide: ServiceKeyComponent,
      inject: [HealthRegistry, ServiceKeyPublisher],
      useFactory: (registry: HealthRegistry, publisher: ServiceKeyPublisher) =>
        new ServiceKeyComponent(registry, publisher),
    },
    {
      provide: KnownServiceKeys,
      inject: [ServiceKeyRecord, DatabaseHealth],
      useFactory: (record: ServiceKeyRecord, health: DatabaseHealth) => new KnownServiceKeys(record, health),
    },
    {
      provide: ServiceTokens,
      inject: [ServiceIdentity, ServiceKey, ServiceKeyPublisher, KnownServiceKeys],
      useFactory: (
        { name }: ServiceIdentity,
        key: ServiceKey,
        publisher: ServiceKeyPublisher,
        keys: KnownServiceKeys,
      ) => new ServiceTokens(name, { key, publisher }, keys),
    },
    {
      provide: ClientStatements,
      inject: [ServiceTokens],
      useFactory: (tokens: ServiceTokens) => new SignedClientStatements(tokens),
    },
    {
      provide: ServiceClients,
      inject: [ServiceTokens],
      useFactory: (tokens: ServiceTokens) => new ServiceClients(tokens),
    },
  ],
  exports: [ServiceTokens, ClientStatements, ServiceClients],
})
export class ServiceTokensModule {}
