import { type ServiceDefinition } from '@secureconnect/platform';
import { AppModule } from './app.module';
import { migrations } from './migrations.constants';

/** What makes this process the chat service. */
export const service: ServiceDefinition = {
  name: 'chat',
  module: AppModule,
  migrations,
};
