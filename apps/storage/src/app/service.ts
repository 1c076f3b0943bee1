import { type ServiceDefinition } from '@secureconnect/platform';
import { AppModule } from './app.module';

/** What makes this process the storage service. */
export const service: ServiceDefinition = { name: 'storage', module: AppModule };
