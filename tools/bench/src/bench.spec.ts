import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { until } from '@secureconnect/testing';
import { benchmarks } from './benchmarks';
import { type Run } from './history/run';
import { workspaceRoot } from './surroundings/workspace';

const program = [
  '-C',
  '@secureconnect/source',
  '-r',
  '@secureconnect/testing/from-source',
  'tools/bench/src/main.ts',
];

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [...program, ...args], { cwd: workspaceRoot });
}

async function bench(...args: string[]) {
  const child = start(...args);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return { code: await ended, out, err };
}

/** The copies of the build that runs of the benchmarks have made and not yet removed. */
const copies = () => {
  const dist = join(workspaceRoot, 'dist');
  return existsSync(dist) ? readdirSync(dist).filter((name) => name.startsWith('secureconnect-bench-')) : [];
};

/** Whether any living process was started from this folder. */
const isRunFrom = (folder: string) =>
  readdirSync('/proc').some((entry) => {
    const file = join('/proc', entry, 'cmdline');
    return /^\d+$/.test(entry) && existsSync(file) && cmdline(file).includes(folder);
  });

function cmdline(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // It ended between the look and the reading.
  }
}

describe('npm run bench', () => {
  jest.setTimeout(120_000);

  it('measures for real and prints the run, and nothing else, as JSON', async () => {
    const { code, out, err } = await bench('--quick', '--json', '--only', 'idle-memory');
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(err).toContain('[1/1] idle-memory');
    const run = JSON.parse(out) as Run;
    expect(run).toMatchObject({ quick: true, node: process.version, machine: { cores: expect.any(Number) } });
    expect(run.results.map(({ name }) => name)).toEqual(['gateway', 'auth', 'chat', 'video', 'storage']);
    for (const { benchmark, unit, ours, peers, bar, met } of run.results) {
      expect({ benchmark, unit, bar }).toEqual({
        benchmark: 'idle-memory',
        unit: 'MiB',
        bar: { kind: 'at-most', value: 143, unit: 'MiB' },
      });
      expect(ours).toBeGreaterThan(10);
      expect(met).toBe(ours <= 143);
      expect(peers.map(({ name }) => name)).toEqual(['bare Fastify', 'bare Nest']);
      for (const { value, ratio } of peers) expect(ratio).toBeCloseTo(ours / value, 6);
    }
  });

  it('leaves no process and no folder behind when it is interrupted', async () => {
    const before = copies();
    const child = start('--quick', '--only', 'service-start');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const mine = () => copies().find((name) => !before.includes(name));
    const folder = await until('its copy of the build', mine, { timeout: 60_000 });
    await until('a program of its own', () => isRunFrom(folder), { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    await until('its programs to be gone', () => !isRunFrom(folder));
    await until('its folder to be gone', () => !copies().includes(folder));
  });

  it('names what there is when asked for what there is not, and exits with 1', async () => {
    const { code, out, err } = await bench('--only', 'nope');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const names = benchmarks.map(({ name }) => name).join(', ');
    expect(err).toBe(`There is no benchmark "nope"; there are ${names}.\n`);
  });

  it('lists what there is', async () => {
    const { code, out } = await bench('--list');
    expect(code).toBe(0);
    expect(out).toContain('service-start: from spawn');
  });
});
