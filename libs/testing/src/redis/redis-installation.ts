import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RedisMissingError } from './redis-missing.error';

/** How the search went: where redis-server is, or why it could not be had. */
export type RedisInstallation = { path: string; installed: boolean } | { reason: string };

/** What an installation may use; the defaults are this process's own. */
export type InstallOptions = {
  searchPath?: string;
  root?: boolean;
  progress?: (line: string) => void;
};

/** Full path of redis-server, or a RedisMissingError. */
export function findRedis(searchPath = process.env['PATH'] ?? ''): string {
  const found = findProgram('redis-server', searchPath);
  if (found === undefined) throw new RedisMissingError();
  return found;
}

/** Finds redis-server, or installs it through apt-get when this is root on a Debian; never throws. */
export async function ensureRedisInstalled(options: InstallOptions = {}): Promise<RedisInstallation> {
  const { searchPath = process.env['PATH'] ?? '', root = process.getuid?.() === 0 } = options;
  const progress = options.progress ?? ((line) => void process.stderr.write(`${line}\n`));
  const present = findProgram('redis-server', searchPath);
  if (present) return { path: present, installed: false };
  const apt = findProgram('apt-get', searchPath);
  if (!apt)
    return { reason: `${new RedisMissingError('and there is no apt-get to install it with').message}` };
  if (!root) return { reason: `${new RedisMissingError('and only root may install it').message}` };
  progress('redis-server is missing; installing it: apt-get install redis-server …');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'redis-server']]) {
    const failure = await aptGet(apt, args, searchPath);
    // A stale list may still hold the package, so only the installation's own failure counts.
    if (failure && args[0] === 'install') return { reason: `apt-get ${args.join(' ')} failed: ${failure}` };
  }
  const path = findProgram('redis-server', searchPath);
  return path ? { path, installed: true } : { reason: new RedisMissingError('even after apt-get').message };
}

function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
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
    const env = { ...process.env, PATH: searchPath, DEBIAN_FRONTEND: 'noninteractive' };
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
