import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from './workspace';

const run = promisify(execFile);

/** In a process of its own: prettier is an ES module, and jest runs CommonJS here. */
const house = (...args: string[]) =>
  run(
    process.execPath,
    ['-C', '@secureconnect/source', '-r', '@swc-node/register', 'tools/house/src/main.ts', ...args],
    { cwd: workspaceRoot },
  );

/** What tests and test servers read is not a service's configuration. */
const testCode = [':!libs/testing', ':!libs/living-service', ':!*.spec.ts', ':!*.contract.ts'];

describe('files made from the code', () => {
  it('.env.example and the page of error codes say what the code says', async () => {
    const { stdout } = await house('check');
    expect(stdout).toContain('.env.example');
    expect(stdout).toContain('docs/errors.md');
  }, 120_000);

  it('.env.example holds every variable a source file reads from the environment by name', async () => {
    const example = await readFile(join(workspaceRoot, '.env.example'), 'utf8');
    const { stdout } = await run(
      'git',
      ['grep', '-hoE', "process\\.env\\[?['.][A-Z_]+", '--', 'libs', 'apps', ...testCode],
      {
        cwd: workspaceRoot,
      },
    );
    const read = new Set(stdout.split('\n').map((line) => line.replace(/^process\.env\[?['.]/, '')).filter(Boolean)); // prettier-ignore
    const missing = [...read].filter((name) => !example.includes(`#${name}=`));
    expect(missing).toEqual([]);
  });
});
