import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What npm and nx put into the environment for the programs they call; others must not take it for theirs. */
const theirs = /^(npm_|NX_|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|JEST_)/;

/** The environment as a person would have it who opens a terminal. */
export const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !theirs.test(name)));

/** Runs a program to its end and gives what it printed; what it complained of is part of the error. */
export async function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], {
      cwd,
      env: { ...plainEnvironment(), ...more },
      timeout: 180_000,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`.trim(), { cause: error });
  }
}
