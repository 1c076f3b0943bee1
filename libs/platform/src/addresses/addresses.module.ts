import { Module } from '@nestjs/common';
import { SETTINGS } from '../bootstrap/settings.decorator';
import { type PlatformValues } from '../config/platform.settings';
import { ClientStatements } from '../service-tokens/client-statements';
import { ServiceTokensModule } from '../service-tokens/service-tokens.module';
import { ClientAddresses } from './client-addresses';
import { RequestAddresses } from './request-addresses';

/** Gives the whole app whose address a connection and a request come from. */
@Module({
  imports: [ServiceTokensModule],
  providers: [
    {
      provide: ClientAddresses,
      inject: [SETTINGS],
      useFactory: ({ TRUSTED_PROXIES }: PlatformValues) => new ClientAddresses(TRUSTED_PROXIES),
    },
    {
      provide: RequestAddresses,
      inject: [ClientAddresses, ClientStatements],
      useFactory: (connections: ClientAddresses, statements: ClientStatements) =>
        new RequestAddresses(connections, statements),
    },
  ],
  exports: [ClientAddresses, RequestAddresses],
})
export class AddressesModule {}
