import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { workspaceRoot } from './workspace';

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** The command as a person types it, on what is built. */
function drill(...args: readonly string[]): Promise<Ended> {
  const asTypeScript = ['-C', '@secureconnect/source', '-r', '@swc-node/register'];
  const program = join(workspaceRoot, 'tools/drill/src/main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [...asTypeScript, program, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` });
    });
  });
}

describe('npm run drill', () => {
  const folder = temporaryFolder('drill');
  const report = join(folder, 'report.html');
  afterAll(() => removeFolder(folder));

  it('takes Redis away from a system of its own, and everything holds', async () => {
    const { code, said } = await drill('--own', '--no-build', '--fault', 'kill', '--report', report);
    expect(said).not.toMatch(/✗/);
    expect(said).toMatch(/Everything held/);
    for (const operation of [
      'log in',
      'write a message',
      'call',
      'upload a file',
      'guess a password',
      'sign out',
    ])
      expect(said.match(new RegExp(`✓ ${operation} `, 'g'))).toHaveLength(3);
    expect(said).toMatch(/✓ Every service says that it does without Redis/);
    expect(code).toBe(0);
    expect(existsSync(report)).toBe(true);
    expect(readFileSync(report, 'utf8')).toMatch(
      /<svg[\s\S]*class="mode degraded"[\s\S]*Everything|Everything[\s\S]*class="mode degraded"/,
    );
  }, 240_000);

  it('says what it knows of a fault it does not know', async () => {
    const { code, said } = await drill('--fault', 'flood');
    expect(said).toMatch(/There is no fault "flood"; there are kill, freeze, wipe, readonly, full\./);
    expect(code).toBe(1);
  });
});
