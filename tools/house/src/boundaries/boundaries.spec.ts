import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '../workspace';

const run = promisify(execFile);
const eslint = join(workspaceRoot, 'node_modules', '.bin', 'eslint');

/** Plants files, lints them as `npm run lint` would, and takes them away again. */
async function lintPlanted(files: Readonly<Record<string, string>>): Promise<string> {
  const paths = Object.keys(files);
  try {
    for (const path of paths) {
      await mkdir(dirname(join(workspaceRoot, path)), { recursive: true });
      await writeFile(join(workspaceRoot, path), files[path] ?? '');
    }
    const { stdout } = await run(eslint, paths, {
      cwd: workspaceRoot,
      env: { ...process.env, NX_DAEMON: 'false' },
    });
    return stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    for (const path of paths) await rm(join(workspaceRoot, path), { force: true });
  }
}

const planted = 'export const planted = 1;\n';

describe('a planted forbidden import fails the lint', () => {
  jest.setTimeout(120_000);

  it('resilience, which other teams import, may not know anything of ours', async () => {
    const output = await lintPlanted({
      'libs/resilience/src/planted.ts': `import { errorCodes } from '@secureconnect/contracts';\n${planted}export { errorCodes };\n`,
    });
    expect(output).toContain('@nx/enforce-module-boundaries');
    expect(output).toContain('type:resilience');
  });

  it('an app may not reach another app', async () => {
    const output = await lintPlanted({
      'apps/auth/src/app/planted.ts': `import '../../../chat/src/app/app.module';\n${planted}`,
    });
    expect(output).toContain('@nx/enforce-module-boundaries');
  });

  it('production source may not use the test servers', async () => {
    const output = await lintPlanted({
      'libs/platform/src/planted.ts': `import { startRedis } from '@secureconnect/testing';\n${planted}export { startRedis };\n`,
    });
    expect(output).toContain('@nx/enforce-module-boundaries');
  });

  it('only libs/redis may import ioredis', async () => {
    const output = await lintPlanted({
      'libs/platform/src/planted.ts': `import { Redis } from 'ioredis';\n${planted}export { Redis };\n`,
    });
    expect(output).toContain('Only libs/redis talks to ioredis');
  });

  it('nor load it while the program runs', async () => {
    const output = await lintPlanted({
      'libs/platform/src/planted.ts': `export const planted = () => import('ioredis');\n`,
    });
    expect(output).toContain('Only libs/redis talks to ioredis');
  });

  it('files may not import each other in a circle', async () => {
    const output = await lintPlanted({
      'libs/contracts/src/planted-one.ts': `import { two } from './planted-two';\nexport const one = () => two;\n`,
      'libs/contracts/src/planted-two.ts': `import { one } from './planted-one';\nexport const two = () => one;\n`,
    });
    expect(output).toContain('import-x/no-cycle');
  });

  it('a room may not be called utils', async () => {
    const output = await lintPlanted({ 'libs/contracts/src/utils.ts': planted });
    expect(output).toContain('house/file-name');
  });

  it('an allowed import passes', async () => {
    const output = await lintPlanted({
      'libs/redis/src/planted.ts': `import { type RedisState } from '@secureconnect/resilience';\nexport const planted: RedisState = 'normal';\n`,
    });
    expect(output).toBe('');
  });
});
