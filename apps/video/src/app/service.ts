import { identitySettings } from '@secureconnect/identity';
import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { type ServiceDefinition } from '@secureconnect/platform';
import { realtimeSettings } from '@secureconnect/realtime';
import { ReadRevocations1763720000000 } from '@secureconnect/revocation-store';
import { AppModule } from './app.module';

/** What makes this process the video service. */
export const service: ServiceDefinition = {
  name: 'video',
  module: AppModule,
  settings: { ...identitySettings, ...realtimeSettings },
  migrations: [CreateJobs1763694000000, ReadRevocations1763720000000],
};
