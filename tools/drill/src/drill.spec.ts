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
const drill = (...args: readonly string[]) => drillWith({}, ...args);

function drillWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Ended> {
  const asTypeScript = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];
  const program = join(workspaceRoot, 'tools/drill/src/main.ts');
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    execFile(process.execPath, [...asTypeScript, program, ...args], options, (error, stdout, stderr) => {
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
    expect(said).toMatch(/✓ log in .*\n {6}declared: sessions, revocations, presence: the same/);
    for (const told of [
      'Every service says that it does without Redis',
      'Every service stays ready',
      'Metrics say so, too (redis_degraded_mode is 1)',
      'Each log has a line that Redis is away',
      'Answers carry the mark X-Service-Mode: degraded',
      'Metrics say that it is over (redis_degraded_mode is 0)',
      'Each log has a line that Redis is back',
      'Every token that was signed out is still refused',
      'All of that was so before Redis was given back, too',
    ])
      expect(said).toContain(`✓ ${told}`);
    expect(code).toBe(0);
    expect(existsSync(report)).toBe(true);
    expect(readFileSync(report, 'utf8')).toMatch(
      /<svg[\s\S]*class="mode degraded"[\s\S]*Everything|Everything[\s\S]*class="mode degraded"/,
    );
  }, 240_000);

  it('asks for no session of a login that was stateless, as is to be had without Redis', async () => {
    const stateless = { ENABLE_STATELESS_AUTH: 'true' };
    const args = ['--own', '--no-build', '--fault', 'full', '--report', report];
    const { code, said } = await drillWith(stateless, ...args);
    expect(said).not.toMatch(/✗/);
    expect(said).toMatch(/Everything held\./);
    expect(code).toBe(0);
  }, 240_000);

  it('says what it knows of a fault it does not know', async () => {
    const { code, said } = await drill('--fault', 'flood');
    expect(said).toMatch(/There is no fault "flood"; there are kill, freeze, wipe, readonly, full\./);
    expect(code).toBe(2);
  });

  it('says before anything is taken away that its report could not be written', async () => {
    const { code, said } = await drill('--report', join(folder, 'missing', 'report.html'));
    expect(said).toMatch(/The report cannot be written to .*missing/);
    expect(code).toBe(2);
  });
});
