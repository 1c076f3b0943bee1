import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { StartError } from './start.error';
import { personsEnvironment, workspaceRoot } from './workspace';

/** How a run of nx ended. */
export interface NxResult {
  readonly code: number;
  readonly output: string;
}

/** How to run nx. */
export interface NxOptions {
  readonly ending?: AbortSignal;
  /** Shows the output as it comes, besides giving it. */
  readonly show?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

// nx has what it runs write colours wherever it writes to, unless told otherwise.
const plain = process.stdout.isTTY ? {} : { FORCE_COLOR: '0' };

/** Runs nx plainly: no daemon left behind, no screen of its own. */
export function nx(
  args: readonly string[],
  { ending, show = false, env = {} }: NxOptions = {},
): Promise<NxResult> {
  const program = join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: workspaceRoot,
    // Without the variables of an nx that may have called us, which would have it take us for one of its tasks.
    env: { ...personsEnvironment(), ...env, NX_DAEMON: 'false', NX_TUI: 'false', ...plain },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  ending?.addEventListener('abort', stop, { once: true });
  let output = '';
  const take = (to: NodeJS.WriteStream) => (data: Buffer) => {
    output += data.toString();
    if (show) to.write(data);
  };
  child.stdout.on('data', take(process.stdout));
  child.stderr.on('data', take(process.stderr));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      ending?.removeEventListener('abort', stop);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Builds apps and all they stand on; gives true when everything came from the cache. */
export async function buildApps(names: readonly string[], ending?: AbortSignal): Promise<boolean> {
  const args = ['run-many', '-t', 'build', `--projects=${names.join(',')}`, '--output-style=static'];
  const { code, output } = await nx(args, { ending });
  if (code === 0 || ending?.aborted) return /Cache: +\d+\/\d+ hit \(100%\)/.test(output);
  throw new StartError(`The build failed:\n${output.trim().split('\n').slice(-30).join('\n')}`);
}
