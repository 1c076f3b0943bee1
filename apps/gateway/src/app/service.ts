import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { type ServiceDefinition } from '@secureconnect/platform';
import { ReadRevocations1763720000000 } from '@secureconnect/revocation-store';
import { AppModule } from './app.module';
import { upstreamSettings } from './upstreams/upstream.settings';

/** What makes this process the gateway. */
export const service: ServiceDefinition = {
  name: 'gateway',
  module: AppModule,
  settings: upstreamSettings,
  migrations: [CreateJobs1763694000000, ReadRevocations1763720000000],
};
