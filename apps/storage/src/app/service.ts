import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { type ServiceDefinition } from '@secureconnect/platform';
import { AppModule } from './app.module';

/** What makes this process the storage service. */
export const service: ServiceDefinition = {
  name: 'storage',
  module: AppModule,
  migrations: [CreateJobs1763694000000],
};
