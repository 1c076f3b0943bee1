import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { readOptions } from './chaos.options';
import { readStorm } from './history/kept-storm';
import { type Finding } from './history/finding';
import { type StormHistory } from './history/storm-history';
import { models } from './models/models';
import { plants } from './models/planted.contract';
import { judgeStorm } from './storm/judge-storm';
import { StormError } from './storm/storm.error';
import { workspaceRoot } from './workspace';

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** The command as a person types it, on what is built. */
function chaos(...args: readonly string[]): Promise<Ended> {
  const asTypeScript = ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source'];
  const program = join(workspaceRoot, 'tools/chaos/src/main.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [...asTypeScript, program, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` });
    });
  });
}

describe('npm run chaos', () => {
  const folder = temporaryFolder('chaos');
  const history = join(folder, 'history.jsonl');
  const judge = (file: string) => chaos('--judge', file, '--report', join(folder, 'judged'));
  afterAll(() => removeFolder(folder));

  /** Of a machine that does much else: who is starved changes modes. */
  const ofCrowds = /^  system\/(log-flood|not-normal-again|refused-in-quiet|settled-late): |\(unsure\): /;
  const brokenIn = (said: string) => {
    const [, found = ''] = /(?:FOUND|Unsure: )[^\n]*:\n((?:  \S+(?: \(unsure\))?: \d+\n)*)/.exec(said) ?? [];
    return found.split('\n').filter((line) => line !== '' && !ofCrowds.test(line));
  };
  let judged = NaN;

  it('holds a short storm over real processes, and says what was done and broken', async () => {
    const options = ['--minutes', '0.3', '--people', '4', '--seed', '64', '--forms', 'standalone'];
    const { code, said } = await chaos(...options, '--report', folder);
    expect(said).toMatch(/Everything held\.|FOUND \d+|Unsure: \d+/);
    expect(brokenIn(said)).toEqual([]);
    expect([0, 1, 3]).toContain(code);
    judged = code;
    for (const subject of ['sessions', 'messages', 'files'])
      expect(said).toMatch(new RegExp(`  ${subject} +[✓✗?] .* \\d+ steps`));
    expect(said).toMatch(/what was broken:\n  \w/);
    expect(readFileSync(join(folder, 'storm.html'), 'utf8')).toMatch(/<h1>[\s\S]*<svg[\s\S]*class="struck"/);
  }, 600_000);

  it('judges a kept history again, and finds a message that is not there in the end', async () => {
    expect((await judge(history)).code).toBe(judged);
    const lines = readFileSync(history, 'utf8').split('\n');
    const lost = lines.findIndex(
      (line) => line.startsWith('{"found":{"subject":"messages"') && line.includes('"seq"'),
    );
    const doctored = join(folder, 'doctored.jsonl');
    writeFileSync(doctored, lines.filter((_, index) => index !== lost).join('\n'));
    const { code, said } = await judge(doctored);
    expect(said).toMatch(/FOUND \d+.*:\n(?:  .*\n)*  messages\//);
    expect(code).toBe(1);
  }, 60_000);

  describe('finds it in what really happened', () => {
    const of = ({ subject, fault }: Finding) => `${subject}/${fault}`;
    let real: StormHistory;
    let inReal: readonly Finding[];
    beforeAll(async () => {
      real = (await readStorm(history)).history;
      inReal = judgeStorm(real, models);
    });

    it.each(plants)('where $what', ({ fault, into }) => {
      const foundIn = (findings: readonly Finding[]) => findings.filter((each) => of(each) === fault).length;
      expect(foundIn(judgeStorm(into(real), models))).toBeGreaterThan(foundIn(inReal));
    });
  });

  it('finds an answer that nobody declared', async () => {
    const undeclared = join(folder, 'undeclared.jsonl');
    const step = { subject: 'files', what: 'upload', actor: 'ann', door: 'gateway-0', begun: 1, ended: 2 };
    const failed = { ...step, outcome: 'refused', status: 500, code: 'internal_error', facts: {} };
    writeFileSync(undeclared, `${readFileSync(history, 'utf8')}${JSON.stringify({ step: failed })}\n`);
    const { code, said } = await judge(undeclared);
    expect(said).toMatch(/system\/undeclared-5xx[\s\S]*upload by ann at gateway-0 was answered 500/);
    expect(code).toBe(1);
  }, 60_000);

  it.each([
    [['--minutes', 'five'], '--minutes must be a number from 0.1'],
    [['--people', '2.5'], '--people must be a whole number'],
    [['--forms', 'single'], '--forms is one of standalone, sentinel, cluster or any'],
    [['--flood'], "Unknown option '--flood'. See npm run chaos -- --help."],
    [['--judge', 'a', '--replay', 'b'], 'Give one of --judge and --replay, not both.'],
  ])('says what to do about %j', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(StormError);
    expect(() => readOptions(args)).toThrow(sentence);
  });

  it.each([
    [['--flood'], "Unknown option '--flood'. See npm run chaos -- --help."],
    [['--judge', join(folder, 'nowhere.jsonl')], 'name the history.jsonl that a report has beside it'],
  ])('says that to whoever types %j, and that there was no storm', async (args, sentence) => {
    const { code, said } = await chaos(...args);
    expect(said).toContain(sentence);
    expect(code).toBe(2);
  });
});
