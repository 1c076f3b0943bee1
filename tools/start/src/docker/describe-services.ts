import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { builtApp } from '../workspace';
import { type KnownSetting, type KnownSettings } from './compose-rules';

const run = promisify(execFile);

async function settingsOf(name: ServiceName): Promise<readonly KnownSetting[]> {
  const { stdout } = await run(process.execPath, [builtApp(name), 'describe']);
  return (JSON.parse(stdout) as { settings: KnownSetting[] }).settings;
}

/** Asks each built service what it reads from the environment. */
export async function describeServices(): Promise<KnownSettings> {
  const entries = await Promise.all(
    serviceNames.map(async (name) => [name, await settingsOf(name)] as const),
  );
  return Object.fromEntries(entries) as KnownSettings;
}
