import { existsSync } from 'node:fs';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { scrub } from '../logging/scrub';
import { describe } from './describe.command';
import { migrate } from './migrate.command';
import { serve } from './serve.command';
import { type ServiceDefinition, settingsOf } from './service-definition';

const commands: Readonly<
  Record<string, (service: ServiceDefinition, values: PlatformValues) => Promise<void>>
> = {
  serve,
  migrate,
};

/** A file of variables beside the project spares a developer exporting them; production has its environment alone. */
function readEnvFile(): void {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
}

/** What a service's `main.ts` calls: serves, or does what the first argument says (migrate, describe). */
export async function runService(
  service: ServiceDefinition,
  verb = process.argv[2] ?? 'serve',
): Promise<void> {
  try {
    if (verb === 'describe') return describe(service);
    const command = commands[verb];
    if (!command)
      throw new Error(`${service.name} knows serve, migrate and describe, not ${JSON.stringify(verb)}.`);
    readEnvFile();
    await command(service, readSettings(service.name, settingsOf(service), process.env) as PlatformValues);
  } catch (error) {
    process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  }
}
