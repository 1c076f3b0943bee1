import { identitySettings } from '@secureconnect/identity';
import { type ServiceDefinition } from '@secureconnect/platform';
import { RealtimeIoAdapter, realtimeSettings } from '@secureconnect/realtime';
import { AppModule } from './app.module';
import { migrations } from './migrations.constants';
import { presenceSettings } from './presence/presence.settings';
import { syncSettings } from './sync/sync.settings';

/** What makes this process the chat service. */
export const service: ServiceDefinition = {
  name: 'chat',
  module: AppModule,
  sockets: RealtimeIoAdapter,
  settings: { ...identitySettings, ...realtimeSettings, ...presenceSettings, ...syncSettings },
  migrations,
};
