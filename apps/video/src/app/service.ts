import { identitySettings } from '@secureconnect/identity';
import { type ServiceDefinition } from '@secureconnect/platform';
import { RealtimeIoAdapter, realtimeSettings } from '@secureconnect/realtime';
import { AppModule } from './app.module';
import { callSettings } from './calls/call.settings';
import { iceSettings } from './ice/ice.settings';
import { migrations } from './migrations.constants';
import { pushSettings } from './push/settings/push.settings';

/** What makes this process the video service. */
export const service: ServiceDefinition = {
  name: 'video',
  module: AppModule,
  sockets: RealtimeIoAdapter,
  settings: { ...identitySettings, ...realtimeSettings, ...callSettings, ...iceSettings, ...pushSettings },
  migrations,
};
