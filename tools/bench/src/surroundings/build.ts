import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { transformFileSync } from '@swc/core';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { runToEnd } from './run-to-end';
import { personsEnvironment, workspaceRoot } from './workspace';

/**
 * The production builds as they were at one moment: a run takes minutes, and whoever builds meanwhile must not
 * change what is measured half way.
 */
export class Build {
  private constructor(private readonly folder: string) {}

  /** Brings the builds of the five services up to date, quick when they are, and keeps a copy of them. */
  static async make(): Promise<Build> {
    await buildApps();
    mkdirSync(join(workspaceRoot, 'dist'), { recursive: true });
    // Inside the workspace, so that installed packages are found as the services find them.
    const folder = temporaryFolder('bench', join(workspaceRoot, 'dist'));
    cpSync(join(workspaceRoot, 'dist/apps'), join(folder, 'apps'), { recursive: true });
    for (const name of serviceNames) moved(join(folder, 'apps', name));
    for (const libs of ['libs', 'libs/stores'])
      for (const lib of readdirSync(join(workspaceRoot, libs)))
        copyLibrary(join(workspaceRoot, libs, lib), folder);
    return new Build(folder);
  }

  /** The script of a service, relative to the workspace. */
  service(name: ServiceName): string {
    return this.inWorkspace(join('apps', name, 'main.js'));
  }

  /** Compiles one of this tool's programs, named from its src, as the services are compiled. */
  program(source: string): string {
    const { code } = transformFileSync(join(workspaceRoot, 'tools/bench/src', source), {
      configFile: join(workspaceRoot, '.swcrc'),
      sourceMaps: false,
    });
    const script = basename(source).replace(/\.ts$/, '.js');
    writeFileSync(join(this.folder, script), code);
    return this.inWorkspace(script);
  }

  async remove(): Promise<void> {
    await removeFolder(this.folder);
  }

  private inWorkspace(path: string): string {
    return relative(workspaceRoot, join(this.folder, path));
  }
}

/** What its build compiled ahead is taken at this place, too: a run is measured as a service runs where it was built. */
function moved(app: string): void {
  if (existsSync(join(app, 'code.path'))) writeFileSync(join(app, 'code.path'), join(app, 'main.js'));
}

async function buildApps(): Promise<void> {
  const nx = join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');
  await runToEnd({
    what: 'The build',
    args: [nx, 'run-many', '-t', 'build', `--projects=${serviceNames.join(',')}`, '--output-style=static'],
    // Without the variables of an nx that may have called us, which would have it take us for one of its tasks.
    env: { ...personsEnvironment(), NX_DAEMON: 'false', NX_TUI: 'false' },
  });
}

/** Puts a built library where the copied apps look for it first. */
function copyLibrary(lib: string, folder: string): void {
  if (!existsSync(join(lib, 'dist'))) return;
  const { name } = JSON.parse(readFileSync(join(lib, 'package.json'), 'utf8')) as { name: string };
  const to = join(folder, 'node_modules', name);
  cpSync(join(lib, 'dist'), join(to, 'dist'), { recursive: true });
  cpSync(join(lib, 'package.json'), join(to, 'package.json'));
}
