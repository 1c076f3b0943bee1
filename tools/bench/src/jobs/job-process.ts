import { join } from 'node:path';
import { removeFolder, ServerProcess, temporaryFolder, until } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { sourceProgram } from '../surroundings/source-program';
import { workspaceRoot } from '../surroundings/workspace';

/** Runs one of the programs of this folder until the work with it is done; it has said "ready" by then. */
export async function withProgram<T>(
  source: string,
  args: readonly string[],
  work: (program: ServerProcess) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder('bench');
  const { args: ofNode, env } = sourceProgram(`jobs/${source}`, ...args);
  const logFile = join(folder, 'output.log');
  const program = new ServerProcess({
    command: process.execPath,
    args: ofNode,
    env,
    logFile,
    cwd: workspaceRoot,
  });
  try {
    const isReady = () => !program.running || program.log().includes('ready');
    await until(`${args[0]} to be ready`, isReady, { timeout: 60_000 });
    if (!program.running) throw new BenchError(`${args[0]} ended at its start:\n${program.log()}`);
    return await work(program);
  } finally {
    await program.kill();
    await removeFolder(folder);
  }
}
