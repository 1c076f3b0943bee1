import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How the search went: where the program is, or why it could not be had. */
export type Installation = { path: string; installed: boolean } | { reason: string };

/** What an installation may use; the defaults are this process's own. */
export type InstallOptions = {
  searchPath?: string;
  root?: boolean;
  progress?: (line: string) => void;
};

/** A program, the Debian package that brings it, and what is said when it is missing. */
export type DebianProgram = {
  program: string;
  package: string;
  /** Folders beyond the PATH in which it may be. */
  elsewhere?: string;
  missing: (detail?: string) => Error;
};

/** Finds a program, or installs its package through apt-get when this is root on a Debian; never throws. */
export async function ensureInstalled(
  wanted: DebianProgram,
  options: InstallOptions = {},
): Promise<Installation> {
  const { searchPath = process.env['PATH'] ?? '', root = process.getuid?.() === 0 } = options;
  const progress = options.progress ?? ((line) => void process.stderr.write(`${line}\n`));
  const find = () => findProgram(wanted.program, searchPath, wanted.elsewhere);
  const present = find();
  if (present) return { path: present, installed: false };
  const apt = findProgram('apt-get', searchPath);
  if (!apt) return { reason: wanted.missing('and there is no apt-get to install it with').message };
  if (!root) return { reason: wanted.missing('and only root may install it').message };
  progress(`${wanted.program} is missing; installing it: apt-get install ${wanted.package} …`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', wanted.package]]) {
    const failure = await aptGet(apt, args, searchPath);
    // A stale list may still hold the package, so only the installation's own failure counts.
    if (failure && args[0] === 'install') return { reason: `apt-get ${args.join(' ')} failed: ${failure}` };
  }
  const path = find();
  return path ? { path, installed: true } : { reason: wanted.missing('even after apt-get').message };
}

/** Full path of a program that may be run, or undefined. */
export function findProgram(
  name: string,
  searchPath = process.env['PATH'] ?? '',
  elsewhere = '',
): string | undefined {
  return [...searchPath.split(delimiter), ...elsewhere.split(delimiter)]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false; // Not in this folder.
      }
    });
}

function aptGet(apt: string, args: string[], searchPath: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Programs are wanted, not daemons: offline, systemctl starts nothing of what a package brings.
    const quiet = { DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' };
    const env = { ...process.env, PATH: searchPath, ...quiet };
    const child = spawn(apt, ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const listen = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4096));
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : lastError(output, code)));
  });
}

function lastError(output: string, code: number | null): string {
  const lines = output.trim().split('\n');
  return lines.filter((line) => line.startsWith('E:')).pop() ?? lines.pop() ?? `exit code ${code}`;
}
