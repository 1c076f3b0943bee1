import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { type ServiceDefinition } from '@secureconnect/platform';
import { AppModule } from './app.module';
import { CreateSigningKeys1763690400000 } from './signing-keys/create-signing-keys.migration';
import { signingKeySettings } from './signing-keys/signing-key.settings';

/** What makes this process the auth service. */
export const service: ServiceDefinition = {
  name: 'auth',
  module: AppModule,
  settings: signingKeySettings,
  migrations: [CreateSigningKeys1763690400000, CreateJobs1763694000000],
};
