import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { type Result } from '../figures/result';
import { appendRun, earlierIn, historyFile, readRuns } from './history';
import { describeRun, type Run, type RunHead } from './run';

const result = (ours: number): Result => ({
  ...{ benchmark: 'b', name: 'f', unit: 'ms', ours, spread: null, peers: [], bar: null, met: null },
});
const head: RunHead = {
  ...{ at: '2026-11-20T10:00:00.000Z', commit: 'abc', clean: true, node: 'v20.19.0', load: 0, quick: false },
  machine: { cpu: 'Z80', cores: 2, memoryMiB: 24_000 },
};
const runOf = (ours: number, differing: Partial<RunHead> = {}): Run => ({
  ...head,
  ...differing,
  results: [result(ours)],
});

describe('the history', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = temporaryFolder('spec');
    file = join(folder, 'history.jsonl');
  });
  afterEach(() => removeFolder(folder));

  it('is empty before the first run, and then gives back each run, oldest first', () => {
    expect(readRuns(file)).toEqual([]);
    appendRun(runOf(1), file);
    appendRun(runOf(2), file);
    expect(readRuns(file)).toEqual([runOf(1), runOf(2)]);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it.each([
    ['{"half', 'is not JSON'],
    ['{"ours":1}', 'is not a run'],
    ['null', 'is not a run'],
  ])('names a line that is broken: %s', (line, complaint) => {
    appendRun(runOf(1), file);
    writeFileSync(file, `${readFileSync(file, 'utf8')}${line}\n`);
    expect(() => readRuns(file)).toThrow(new RegExp(`history.jsonl, line 2 ${complaint}`));
  });

  it('that is committed can be read', () => {
    expect(readRuns(historyFile).every(({ quick }) => !quick)).toBe(true);
  });
});

describe('the earlier value of a figure', () => {
  const valueIn = (...runs: Run[]) => earlierIn(runs, head)(result(0))?.result.ours;

  it('is that of the last run on a comparable machine', () => {
    expect(valueIn(runOf(1), runOf(2, { node: 'v20.20.2' }))).toBe(2);
    const elsewhere = { machine: { ...head.machine, cores: 64 } };
    expect(valueIn(runOf(1), runOf(2, elsewhere), runOf(3, { node: 'v22.1.0' }))).toBe(1);
    expect(valueIn(runOf(1, { quick: true }))).toBeUndefined();
  });

  it('is looked for further back when the last run left it out', () => {
    expect(valueIn(runOf(1), { ...runOf(2), results: [] })).toBe(1);
  });
});

it('a run knows its commit, its Node and its machine', async () => {
  expect(await describeRun(false)).toMatchObject({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    node: process.version,
    machine: { cpu: expect.any(String), cores: expect.any(Number) },
    quick: false,
  });
});
