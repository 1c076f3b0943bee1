import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { workspaceRoot } from '../workspace';

/** How an operation behaves towards one store, as a service prints it. */
export interface PrintedStore {
  readonly store: string;
  readonly mode: 'open' | 'closed' | 'fallback' | 'free';
  readonly tiers?: readonly string[];
  readonly guarantee?: string;
}

/** One row of a service's table. */
export interface PrintedOperation {
  readonly operation: string;
  readonly kind: 'http' | 'ws' | 'provider';
  readonly target: string;
  readonly stores: readonly PrintedStore[];
}

/** What one store promises, tier by tier. */
export interface PrintedPromises {
  readonly store: string;
  readonly tiers: readonly { readonly tier: string; readonly guarantee: string }[];
}

/** The table of one service. */
export interface ServicePolicies {
  readonly service: ServiceName;
  readonly operations: readonly PrintedOperation[];
  readonly stores: readonly PrintedPromises[];
}

const run = promisify(execFile);
const fromSource = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];

async function read(name: ServiceName): Promise<ServicePolicies> {
  const args = [...fromSource, `apps/${name}/src/main.ts`, 'policies'];
  const { stdout } = await run(process.execPath, args, { cwd: workspaceRoot, maxBuffer: 16_777_216 });
  return JSON.parse(stdout) as ServicePolicies;
}

/** Asks each of the five services, from source and without databases, how its operations fail. */
export async function readPolicies(): Promise<ServicePolicies[]> {
  const tables: ServicePolicies[] = [];
  for (const name of serviceNames) tables.push(await read(name));
  return tables;
}
