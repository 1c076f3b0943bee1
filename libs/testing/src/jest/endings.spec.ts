import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../process/temporary-folder';
import { workspaceRoot } from '../service/workspace-root';

interface Run {
  readonly code: number | string | null | undefined;
  readonly said: string;
}

const program = join(workspaceRoot(), 'node_modules/jest/bin/jest.js');
/** The preset of all projects, with other patience. */
const configOf = (patience: object) => `
  const { reporters: [lines, endings], ...preset } = require('${workspaceRoot()}/jest.preset.js');
  const patience = ${JSON.stringify(patience)};
  module.exports = { ...preset, testMatch: ['**/*.spec.js'], reporters: [lines, [endings, patience]] };`;
const leak = `
  const server = require('node:net').createServer().listen(0, '127.0.0.1');
  beforeAll(() => new Promise((begun) => server.once('listening', begun)));
  it('is heard', () => new Promise((heard) => {
    global.kept = require('node:net').connect(server.address().port, '127.0.0.1', heard);
  }));
  it('goes on', () => void setInterval(function askAgain() {}, 60_000));
  it('has a child that holds what is written to', () => void require('node:child_process').spawn('sleep', ['611'], { stdio: 'inherit' }));`;
/** As after the goodbye of a server that is torn in the same moment; Node never closes it. */
const stuckClose = `
  const { connect, createServer } = require('node:net');
  it('tears what ends', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((begun) => server.once('listening', begun));
    const socket = connect(server.address().port, '127.0.0.1').on('error', () => {});
    const accepted = await new Promise((met) => server.once('connection', met));
    socket.end();
    socket.resetAndDestroy();
    accepted.on('error', () => {}).destroy();
    server.close();
  });`;

describe('a process of jest', () => {
  let folder: string;

  function jestOf(name: string, spec: string, patience: object = { leakMs: 500 }): Promise<Run> {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    writeFileSync(join(cwd, `${name}.spec.js`), spec);
    writeFileSync(join(cwd, 'jest.config.js'), configOf(patience));
    const { CI: _ci, ...env } = process.env;
    return new Promise((ended) => {
      execFile(process.execPath, [program], { cwd, env, timeout: 25_000 }, (error, out, err) =>
        ended({ code: error ? (error.code ?? error.signal) : 0, said: `${out}${err}` }),
      );
    });
  }

  beforeAll(() => (folder = temporaryFolder('jest')));
  afterAll(() => removeFolder(folder));

  it('that lives on after its tests is told by name what holds it, and ends with the code they have earned', async () => {
    const [passed, failed] = await Promise.all([
      jestOf('leak', leak),
      jestOf('failed', `${leak}; it('is wrong', () => expect(1).toBe(2));`),
    ]);
    for (const { said } of [passed, failed]) {
      expect(said).toContain('All tests have ended 0.5 s ago, and this process lives on.');
      expect(said).toMatch(/a server that listens at 127\.0\.0\.1:\d+/);
      expect(said).toMatch(/a socket from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+ \(read 0, written 0, not sent 0\)/);
      expect(said).toMatch(/a child, \d+: sleep 611/);
      expect(said).toContain('a timer of 60000 ms, again and again: function askAgain() {}');
    }
    expect([passed.code, failed.code]).toEqual([0, 1]);
  }, 30_000); // prettier-ignore

  it('that holds nothing ends by itself and says nothing, also where Node would wait for a socket for ever', async () => {
    const runs = await Promise.all([
      jestOf('sound', `it('holds', () => expect(1).toBe(1));`),
      jestOf('torn', stuckClose),
      jestOf('wrong', `it('is wrong', () => expect(1).toBe(2));`),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 1]);
    for (const { said } of runs) expect(said).not.toContain('It is ended now');
  }, 30_000);

  it('whose tests do not end in time says which, and fails', async () => {
    const [waiting, busy] = await Promise.all([
      jestOf('waiting', `it('waits', () => new Promise(() => setInterval(() => {}, 700)), 600_000);`, {
        wholeMs: 1_200,
      }),
      jestOf('busy', `it('is busy', () => { for (;;); });`, { wholeMs: 600, graceMs: 600 }),
    ]);
    expect(waiting.said).toContain('have not ended within 0.02 minutes');
    expect(waiting.said).toContain('waiting.spec.js');
    expect(waiting.code).toBe(1);
    expect(busy.said).toContain('runs on without a pause');
    expect(busy.code).toBe('SIGKILL');
  }, 30_000);
});
