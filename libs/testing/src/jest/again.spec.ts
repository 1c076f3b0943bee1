import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { workspaceRoot } from '../service/workspace-root';

const root = workspaceRoot();
const config = `module.exports = { ...require('${root}/jest.preset.js'), testMatch: ['**/*.spec.js'] };`;
/** Writes down that it was run, and passes once it was run so often. */
const passingAt = (name: string, run: number) => `
  const { appendFileSync, readFileSync } = require('node:fs');
  const runs = __dirname + '/${name}.runs';
  appendFileSync(runs, 'x');
  it('passes', () => undefined);
  it('passes in the end', () => expect(readFileSync(runs, 'utf8').length).toBeGreaterThanOrEqual(${run}));`;

describe('the tests of a project', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder('again');
    writeFileSync(join(folder, 'jest.config.js'), config);
    writeFileSync(join(folder, 'well.spec.js'), passingAt('well', 1));
  });
  afterEach(() => removeFolder(folder));

  function test(ci: string | undefined, ...args: string[]): Promise<{ code: unknown; said: string }> {
    const { CI: _ci, JEST_FAILURES: _failures, ...env } = process.env;
    return new Promise((ended) => {
      const options = { cwd: folder, env: ci === undefined ? env : { ...env, CI: ci } };
      execFile(process.execPath, [join(root, 'jest.again.js'), ...args], options, (error, out, err) =>
        ended({ code: error ? error.code : 0, said: `${out}${err}` }),
      );
    });
  }
  const runsOf = (name: string) => readFileSync(join(folder, `${name}.runs`), 'utf8').length;

  it('pass on CI where what failed passes when it is run again, and nothing else is', async () => {
    writeFileSync(join(folder, 'late.spec.js'), passingAt('late', 3));
    const { code, said } = await test('true');
    expect([code, runsOf('late'), runsOf('well')]).toEqual([0, 3, 1]);
    expect(said).toContain('Tests:       1 failed, 3 passed, 4 total');
    expect(said).toContain('Run again, each with servers of its own:\n  ' + join(folder, 'late.spec.js'));
    expect(said).toContain('again | Tests:       1 failed, 1 passed, 2 total');
    expect(said).toMatch(/^Run again, and passed: 1 tests$/m);
  });

  it('fail where it fails each time', async () => {
    writeFileSync(join(folder, 'late.spec.js'), passingAt('late', 4));
    const { code, said } = await test('true');
    expect([code, runsOf('late'), said.includes('and passed')]).toEqual([1, 3, false]);
  });

  it('fail where a file cannot be run at all', async () => {
    writeFileSync(join(folder, 'broken.spec.js'), 'it(');
    const { code, said } = await test('true');
    expect([code, said.match(/^again \| Test Suites: 1 failed, 1 total/gm)?.length]).toEqual([1, 2]);
  });

  it('fail at once anywhere else, or where somebody asks for some of them', async () => {
    writeFileSync(join(folder, 'late.spec.js'), passingAt('late', 3));
    expect([(await test(undefined)).code, runsOf('late')]).toEqual([1, 1]);
    expect([(await test('true', 'late')).code, runsOf('late')]).toEqual([1, 2]);
  });
});
