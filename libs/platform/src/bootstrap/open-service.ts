import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type PlatformValues } from '../config/platform.settings';
import { type Environment, readSettings } from '../config/read-settings';
import { createLogger } from '../logging/logger.factory';
import { createApplication } from './create-application';
import { listen } from './listen';
import { type ServiceDefinition, settingsOf } from './service-definition';

/** One instance of a service in this process, which leaves signals and unforeseen errors to whoever opened it. */
export async function openService(
  service: ServiceDefinition,
  env: Environment,
): Promise<NestFastifyApplication> {
  const values = readSettings(service.name, settingsOf(service), env) as PlatformValues;
  const logger = createLogger({ service: service.name, level: values.LOG_LEVEL, readable: false });
  const app = await createApplication(service, values, logger);
  await listen(app, values);
  return app;
}
