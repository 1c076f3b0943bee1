import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { stormServices } from '../../system/system-shape';
import { type StormService, type StormSystem } from '../../system/storm-system';
import { workspaceRoot } from '../../workspace';
import { type DeclaredOperation } from './declared-operation';

const run = promisify(execFile);

interface Table {
  readonly operations: readonly Omit<DeclaredOperation, 'service'>[];
}

const ofTable = (service: StormService, { operations }: Table): DeclaredOperation[] =>
  operations.map((row) => ({ ...row, service }));

/** What each service that runs declares. */
export async function policiesOf(system: StormSystem): Promise<DeclaredOperation[]> {
  const tables = stormServices.map(async (service) => {
    const answer = await fetch(`${system.instance(`${service}-0`).url}/health/policies`);
    return ofTable(service, (await answer.json()) as Table);
  });
  return (await Promise.all(tables)).flat();
}

/** The same of the services as they are built, without starting any. */
export async function policiesAsBuilt(): Promise<DeclaredOperation[]> {
  const tables = stormServices.map(async (service) => {
    const args = [`dist/apps/${service}/main.js`, 'policies'];
    const { stdout } = await run(process.execPath, args, { cwd: workspaceRoot, maxBuffer: 16_777_216 });
    return ofTable(service, JSON.parse(stdout) as Table);
  });
  return (await Promise.all(tables)).flat();
}
