import { servicePorts } from '@secureconnect/contracts';
import { type Setting } from '../config/setting';
import { type ServiceDefinition, settingsOf } from './service-definition';

const describeSetting = ([name, spec]: [string, Setting<unknown>]) => ({
  name,
  meaning: spec.meaning,
  accepts: spec.accepts,
  default: spec.fallback ?? null,
  development_default: spec.developmentFallback ?? null,
  secret: spec.secret,
});

/** Prints what a service is and reads from the environment, as JSON, without starting it. */
export async function describe(service: ServiceDefinition): Promise<void> {
  const settings = Object.entries<Setting<unknown>>(settingsOf(service)).map(describeSetting);
  const description = { service: service.name, port: servicePorts[service.name], settings };
  process.stdout.write(`${JSON.stringify(description, null, 2)}\n`);
}
