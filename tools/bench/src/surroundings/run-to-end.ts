import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, ServerProcess, temporaryFolder, until } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { workspaceRoot } from './workspace';

/** A program that does one thing and ends. */
export interface Errand {
  /** For the message when it fails. */
  readonly what: string;
  /** For node. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly patienceMs?: number;
}

/** Runs node to the program's end and gives what it wrote; it ends with us at the latest. */
export async function runToEnd({ what, args, env, patienceMs = 120_000 }: Errand): Promise<string> {
  const folder = temporaryFolder('bench');
  const logFile = join(folder, 'output.log');
  const run = new ServerProcess({
    command: process.execPath,
    args: [...args],
    env,
    logFile,
    cwd: workspaceRoot,
  });
  try {
    await until(`${what} to end`, () => !run.running, { timeout: patienceMs, every: 10 });
    const output = readFileSync(logFile, 'utf8');
    if (run.exit?.code === 0) return output;
    throw new BenchError(`${what} failed:\n${output.trim().split('\n').slice(-20).join('\n')}`);
  } finally {
    await run.kill();
    await removeFolder(folder);
  }
}
