import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from './workspace';

const run = promisify(execFile);

/** What tests and test servers read is not a service's configuration. */
const testCode = [':!libs/testing', ':!libs/living-service', ':!*.spec.ts', ':!*.contract.ts'];

describe('files made from the code', () => {
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
