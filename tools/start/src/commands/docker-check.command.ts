import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '@secureconnect/contracts';
import {
  freePort,
  removeFolder,
  ServerProcess,
  startPostgres,
  temporaryFolder,
  until,
} from '@secureconnect/testing';
import { composeFaults } from '../docker/compose-rules';
import { readCompose } from '../docker/compose-file';
import { describeServices } from '../docker/describe-services';
import { DryBuild, type BuiltStage } from '../docker/dry-build';
import { buildApps } from '../nx';
import { type Session } from '../session';
import { StartError } from '../start.error';
import { say, step } from '../terminal';
import { personsEnvironment } from '../workspace';

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs'];
const app = 'auth';

/** What compose.yaml gives a service: in production there must be nothing more to set. */
const environmentOf = (service: string): NodeJS.ProcessEnv => ({
  ...readCompose().services[service]?.environment,
});

/** Runs a program of the image's tree as its non-root user would. */
const asNobody = (image: BuiltStage, env: NodeJS.ProcessEnv, logFile: string, args: string[]) => {
  const [command = '', ...rest] = process.getuid?.() === 0 ? [...nobody, 'node', ...args] : ['node', ...args];
  const whole = { PATH: process.env['PATH'], ...image.env, ...env };
  return new ServerProcess({
    command,
    args: rest,
    cwd: join(image.root, image.workdir),
    env: whole,
    logFile,
  });
};

async function migrate(image: BuiltStage, url: string, logFile: string): Promise<void> {
  const passwords = serviceNames.map((name) => [`${name.toUpperCase()}_DATABASE_PASSWORD`, `of${name}`]);
  const env = { ...environmentOf('migrate'), DATABASE_URL: url, ...Object.fromEntries(passwords) };
  const run = asNobody(image, env, logFile, ['migrate-all.mjs']);
  await until('the migrations', () => !run.running, { timeout: 60_000 });
  if (run.exit?.code !== 0) throw new StartError(`migrate-all.mjs failed:\n${run.log()}`);
}

async function serve(image: BuiltStage, url: string, logFile: string): Promise<string> {
  const own = new URL(url);
  own.username = `secureconnect_${app}`;
  own.password = `of${app}`;
  const port = await freePort();
  const env = {
    ...environmentOf(app),
    APP: app,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: own.href,
  };
  const service = asNobody(image, env, logFile, ['--enable-source-maps', `dist/apps/${app}/main.js`]);
  const live = async () => {
    if (!service.running) throw new StartError(`${app} ended:\n${service.log()}`);
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200;
  };
  await until(`${app} of the image to be ready`, live, { timeout: 20_000 });
  execFileSync('node', ['health-check.mjs'], {
    cwd: join(image.root, image.workdir),
    env: { ...personsEnvironment(), APP: app, PORT: String(port) },
  });
  const { code } = (await service.terminate('SIGTERM')) ?? {};
  if (code !== 0) throw new StartError(`${app} ended with ${code} on SIGTERM:\n${service.log()}`);
  return `${app} ready, healthy and ended with 0 as a non-root user`;
}

/** `docker-check`: the rules of compose.yaml, and the Dockerfile's steps carried out without Docker. */
export async function dockerCheck(_args: string[], session: Session): Promise<void> {
  await step(
    'build',
    () => buildApps(serviceNames, session.ending),
    () => `${serviceNames.length} apps`,
  );
  const faults = composeFaults(readCompose(), await describeServices());
  if (faults.length > 0) throw new StartError(`docker/compose.yaml:\n  ${faults.join('\n  ')}`);
  say('  compose.yaml keeps all rules');
  const folder = temporaryFolder('docker');
  chmodSync(folder, 0o755);
  session.defer(() => removeFolder(folder));
  const image = await step(
    'image',
    async () => new DryBuild(folder, { APP: serviceNames.join(',') }, (line) => say(`    ${line}`)).run(),
    ({ root }) => execFileSync('du', ['-sh', root]).toString().split('\t')[0] + ' without the base image',
  );
  const postgres = await startPostgres();
  session.defer(() => postgres.close());
  await step(
    'migrate',
    () => migrate(image, postgres.url, join(folder, 'migrate.log')),
    () => 'all schemas',
  );
  await step(
    'service',
    () => serve(image, postgres.url, join(folder, 'service.log')),
    (outcome) => outcome,
  );
}
