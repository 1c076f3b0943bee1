import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { admin } from './commands/admin.command';
import { check } from './commands/check.command';
import { dockerCheck } from './commands/docker-check.command';
import { migrateSystem } from './commands/migrate.command';
import { revive } from './commands/revive.command';
import { serve } from './commands/serve.command';
import { start } from './commands/start.command';
import { test } from './commands/test.command';
import { keep } from './servers/keeper';
import { Session } from './session';
import { StartError } from './start.error';
import { stateFolderAt } from './state-folder';
import { complain } from './terminal';
import { workspaceRoot } from './workspace';

type Command = (args: string[], session: Session) => Promise<number | void>;

const commands: Readonly<Record<string, Command>> = {
  start,
  serve,
  revive,
  test,
  check,
  migrate: migrateSystem,
  admin,
  'docker-check': dockerCheck,
};
const farewells: Readonly<Record<string, string>> = { start: 'Ending … (Ctrl-C again: at once)' };

// The commands that run services, and with them what the services read.
const configured = new Set(['start', 'serve', 'migrate', 'admin']);

/** The file of variables a developer may keep beside the project, as the services read it themselves. */
function readEnvFile(): void {
  const file = join(workspaceRoot, '.env');
  if (process.env['NODE_ENV'] !== 'production' && existsSync(file)) process.loadEnvFile(file);
}

/** Runs one command and whatever it must do to leave nothing behind; gives the exit code. */
async function run(verb: string, args: string[]): Promise<number> {
  const command = commands[verb];
  if (!command) {
    complain(`There is no command ${verb}; there are ${Object.keys(commands).join(', ')}.`);
    return 1;
  }
  if (configured.has(verb)) readEnvFile();
  const session = new Session(farewells[verb]);
  let code = 0;
  try {
    code = (await command(args, session)) ?? 0;
  } catch (error) {
    if (!session.ending.aborted) {
      code = 1;
      complain(error instanceof StartError ? error.message : String((error as Error).stack ?? error));
    }
  }
  return (await session.close()) ? code : 1;
}

const [verb = '', ...args] = process.argv.slice(2);
if (verb === 'keep') keep(stateFolderAt(String(args[0])));
else void run(verb, args).then((code) => process.exit(code));
