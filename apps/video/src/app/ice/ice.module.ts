import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { IceServers } from './ice-servers';
import { type IceValues } from './ice.settings';
import { SharedSecretIceServers } from './shared-secret-ice-servers.adapter';

/** Servers to find a way through. */
@Module({
  providers: [
    {
      provide: IceServers,
      inject: [SETTINGS],
      useFactory: (settings: IceValues) => new SharedSecretIceServers(settings),
    },
  ],
  exports: [IceServers],
})
export class IceModule {}
