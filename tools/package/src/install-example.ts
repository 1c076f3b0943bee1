import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runProgram } from './run-program';

const workspaceRoot = resolve(__dirname, '../../..');

/** Packs the libraries, and installs and builds an example of the docs with nothing but the packages and npm. */
export async function installExample(name: string, folder: string): Promise<string> {
  const packages = join(folder, 'packages');
  const application = join(folder, name);
  mkdirSync(packages);
  const libraries = ['-w', 'libs/resilience', '-w', 'libs/redis'];
  // The libraries were built before this test, and other tests run services from that very build meanwhile.
  const built = { SECURECONNECT_BUILT: 'yes' };
  await runProgram('npm', ['pack', ...libraries, '--pack-destination', packages], workspaceRoot, built);
  cpSync(join(workspaceRoot, 'docs/examples', name), application, { recursive: true });
  const tarballs = readdirSync(packages).map((file) => join(packages, file));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await runProgram('npm', ['install', ...quiet, ...tarballs], application);
  await runProgram('npm', ['run', 'build'], application);
  return application;
}
