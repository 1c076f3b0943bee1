import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { workspaceRoot } from '../workspace';

/** One variable as a service describes it. */
export interface DescribedSetting {
  readonly name: string;
  readonly meaning: string;
  readonly accepts: string;
  readonly default: string | null;
  readonly development_default: string | null;
  readonly secret: boolean;
}

/** What a service says of itself. */
export interface ServiceDescription {
  readonly service: ServiceName;
  readonly port: number;
  readonly settings: readonly DescribedSetting[];
}

const run = promisify(execFile);
const fromSource = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];

async function describe(name: ServiceName): Promise<ServiceDescription> {
  const args = [...fromSource, `apps/${name}/src/main.ts`, 'describe'];
  const { stdout } = await run(process.execPath, args, { cwd: workspaceRoot });
  return JSON.parse(stdout) as ServiceDescription;
}

/** Asks each of the five services, from source, what it reads from the environment. */
export async function describeServices(): Promise<ServiceDescription[]> {
  const described: ServiceDescription[] = [];
  for (const name of serviceNames) described.push(await describe(name));
  return described;
}
