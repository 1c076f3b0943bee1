import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nx } from '../nx';
import { type Session } from '../session';
import { colour, say } from '../terminal';
import { personsEnvironment, workspaceRoot } from '../workspace';

/** Runs a program of the workspace with its output on the screen; gives its exit code. */
function run(args: readonly string[], ending: AbortSignal): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: workspaceRoot,
    env: personsEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = () => child.kill('SIGTERM');
  ending.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      ending.removeEventListener('abort', stop);
      resolve(code ?? 1);
    });
  });
}

const inNodeModules = (path: string) => join(workspaceRoot, 'node_modules', path);
const asTypeScript = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];

/** `npm run check`: everything that is not a test. All of it runs, so that one round shows all there is to mend. */
export async function check(args: string[], session: Session): Promise<number> {
  const { ending } = session;
  const parts: [string, () => Promise<number>][] = [
    ['format', () => run([inNodeModules('prettier/bin/prettier.cjs'), '--check', '.'], ending)],
    [
      'lint, typecheck',
      async () =>
        (
          await nx(['run-many', '-t', 'lint', 'typecheck', '--output-style=static', ...args], {
            ending,
            show: true,
          })
        ).code,
    ],
    ['docs', () => run([...asTypeScript, join(workspaceRoot, 'tools/house/src/main.ts'), 'check'], ending)],
  ];
  const results: string[] = [];
  let failed = 0;
  for (const [name, part] of parts) {
    if (ending.aborted) return 130;
    const since = Date.now();
    const code = await part();
    failed += code === 0 ? 0 : 1;
    const verdict = code === 0 ? colour.green('ok') : colour.red('failed');
    results.push(`  ${name.padEnd(18)}${verdict}  ${((Date.now() - since) / 1000).toFixed(1)} s`);
  }
  say(['', 'check', ...results].join('\n'));
  return failed === 0 ? 0 : 1;
}
