import './frugal-start'; // before anything large is loaded
import { existsSync } from 'node:fs';
import { errorCodes, type FieldFault } from '@secureconnect/contracts';
import { saidBy } from '../errors/said-by';
import { type Environment } from '../config/read-settings';
import { policies } from '../degraded/policies.command';
import { scrub } from '../logging/scrub';
import { describe } from './describe.command';
import { ProblemError } from '../errors/problem.error';
import { migrate } from './migrate.command';
import { runCommand } from './run-command';
import { serve } from './serve.command';
import { type ServiceCommand } from './service-command';
import { type ServiceDefinition } from './service-definition';

type Command = (service: ServiceDefinition, env: Environment) => Promise<void>;

const commands: Readonly<Record<string, Command>> = { serve, migrate, describe, policies };

const ownCommand = (own: Readonly<Record<string, ServiceCommand>>, verb: string): Command | undefined => {
  const command = Object.hasOwn(own, verb) ? own[verb] : undefined;
  return command && ((service, env) => runCommand(service, command, env));
};

/** A file of variables beside the project spares a developer exporting them; production has its environment alone. */
function readEnvFile(): void {
  if (process.env['NODE_ENV'] !== 'production' && existsSync('.env')) process.loadEnvFile('.env');
}

/** A problem without words of its own has those of its code, and what is said of each field. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof ProblemError)) return saidBy(error);
  const problems = Array.isArray(error.details) ? (error.details as Partial<FieldFault>[]) : [];
  const details = problems.flatMap((each) => each.problems ?? []).map((each) => `\n  ${each}`);
  return `${error.message || errorCodes[error.code].message}${details.join('')}`;
}

/** What a service's `main.ts` calls: serves, or does what the first argument says. */
export async function runService(
  service: ServiceDefinition,
  verb = process.argv[2] ?? 'serve',
): Promise<void> {
  try {
    const own = service.commands ?? {};
    const command = Object.hasOwn(commands, verb) ? commands[verb] : ownCommand(own, verb);
    const known = Object.keys({ ...commands, ...own }).join(', ');
    if (!command) throw new Error(`${service.name} knows ${known}, not ${JSON.stringify(verb)}.`);
    readEnvFile();
    await command(service, process.env);
  } catch (error) {
    process.stderr.write(`${scrub(sentenceOf(error))}\n`);
    process.exit(1);
  }
}
