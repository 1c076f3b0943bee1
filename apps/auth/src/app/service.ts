import { type ServiceDefinition } from '@secureconnect/platform';
import { AppModule } from './app.module';

/** What makes this process the auth service. */
export const service: ServiceDefinition = { name: 'auth', module: AppModule };
