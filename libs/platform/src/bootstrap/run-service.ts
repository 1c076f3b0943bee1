import './frugal-start'; // before anything large is loaded
import { existsSync } from 'node:fs';
import { type Environment } from '../config/read-settings';
import { policies } from '../degraded/policies.command';
import { scrub } from '../logging/scrub';
import { describe } from './describe.command';
import { migrate } from './migrate.command';
import { serve } from './serve.command';
import { type ServiceDefinition } from './service-definition';

type Command = (service: ServiceDefinition, env: Environment) => Promise<void>;

const commands: Readonly<Record<string, Command>> = { serve, migrate, describe, policies };

/** A file of variables beside the project spares a developer exporting them; production has its environment alone. */
function readEnvFile(): void {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
}

/** What a service's `main.ts` calls: serves, or does what the first argument says. */
export async function runService(
  service: ServiceDefinition,
  verb = process.argv[2] ?? 'serve',
): Promise<void> {
  try {
    const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
    const known = Object.keys(commands).join(', ');
    if (!command) throw new Error(`${service.name} knows ${known}, not ${JSON.stringify(verb)}.`);
    readEnvFile();
    await command(service, process.env);
  } catch (error) {
    process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  }
}
