import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '../workspace';

const run = promisify(execFile);
const eslint = join(workspaceRoot, 'node_modules', '.bin', 'eslint');

const planted = 'export const planted = 1;\n';

/** All cases in one run, since a run of the linter costs seconds. */
const files = {
  'libs/resilience/src/planted.ts': `import { errorCodes } from '@secureconnect/contracts';\n${planted}export { errorCodes };\n`,
  'apps/auth/src/app/planted.ts': `import '../../../chat/src/app/app.module';\n${planted}`,
  'libs/platform/src/planted-servers.ts': `import { startRedis } from '@secureconnect/testing';\n${planted}export { startRedis };\n`,
  'libs/jobs/src/planted-sockets.ts': `import { Backplane } from '@secureconnect/realtime';\n${planted}export { Backplane };\n`,
  'libs/platform/src/planted-client.ts': `import { Redis } from 'ioredis';\n${planted}export { Redis };\n`,
  'libs/platform/src/planted-load.ts': `export const planted = () => import('ioredis');\n`,
  'libs/contracts/src/planted-one.ts': `import { two } from './planted-two';\nexport const one = () => two;\n`,
  'libs/contracts/src/planted-two.ts': `import { one } from './planted-one';\nexport const two = () => one;\n`,
  'libs/contracts/src/utils.ts': planted,
  'libs/redis/src/planted.ts': `import { type RedisState } from '@secureconnect/resilience';\nexport const planted: RedisState = 'normal';\n`,
} as const;

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

describe('a planted forbidden import fails the lint', () => {
  const said = new Map<string, string>();
  const about = (path: keyof typeof files) => said.get(join(workspaceRoot, path));

  beforeAll(async () => {
    const paths = Object.keys(files).map((path) => join(workspaceRoot, path));
    try {
      for (const [path, text] of Object.entries(files)) await writeFile(join(workspaceRoot, path), text);
      const { stdout } = await run(eslint, ['-c', 'tools/eslint/untyped.mjs', '--format', 'json', ...paths], {
        cwd: workspaceRoot,
        env: { ...process.env, NX_DAEMON: 'false' },
      }).catch((error: { stdout: string }) => error);
      for (const { filePath, messages } of JSON.parse(stdout) as LintResult[])
        said.set(filePath, messages.map(({ ruleId, message }) => `${ruleId}: ${message}`).join('\n'));
    } finally {
      for (const path of paths) await rm(path, { force: true });
    }
  }, 120_000);

  it('resilience, which other teams import, may not know anything of ours', () => {
    expect(about('libs/resilience/src/planted.ts')).toContain('@nx/enforce-module-boundaries');
    expect(about('libs/resilience/src/planted.ts')).toContain('type:resilience');
  });

  it('an app may not reach another app', () => {
    expect(about('apps/auth/src/app/planted.ts')).toContain('@nx/enforce-module-boundaries');
  });

  it('background work may not know of sockets between instances', () => {
    expect(about('libs/jobs/src/planted-sockets.ts')).toContain('type:jobs');
  });

  it('production source may not use the test servers', () => {
    expect(about('libs/platform/src/planted-servers.ts')).toContain('@nx/enforce-module-boundaries');
  });

  it('only libs/redis may import ioredis', () => {
    expect(about('libs/platform/src/planted-client.ts')).toContain('Only libs/redis talks to ioredis');
  });

  it('nor load it while the program runs', () => {
    expect(about('libs/platform/src/planted-load.ts')).toContain('Only libs/redis talks to ioredis');
  });

  it('files may not import each other in a circle', () => {
    expect(about('libs/contracts/src/planted-one.ts')).toContain('import-x/no-cycle');
  });

  it('a room may not be called utils', () => {
    expect(about('libs/contracts/src/utils.ts')).toContain('house/file-name');
  });

  it('an allowed import passes', () => {
    expect(about('libs/redis/src/planted.ts')).toBe('');
  });
});
