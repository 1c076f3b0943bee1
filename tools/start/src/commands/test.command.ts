import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { serviceNames } from '@secureconnect/contracts';
import {
  ensureChromiumInstalled,
  ensureClamdInstalled,
  ensureCoturnInstalled,
  ensurePgBouncerInstalled,
  ensurePrometheusInstalled,
  ensureRedisInstalled,
  ensureS3Installed,
  ensureVarnishInstalled,
} from '@secureconnect/testing';
import { buildApps, nx } from '../nx';
import { type Session } from '../session';
import { StartError } from '../start.error';
import { say, step } from '../terminal';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Of those that passed: when they were run again. */
  readonly late: number;
}

const number = (text: string, word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);

/** Adds up what jest says at the end of each project; a project whose result nx has cached repeats its words. */
export function tally(output: string): Tally {
  const said = stripVTControlCharacters(output);
  const sum = (lines: readonly string[] | null, word: string) =>
    (lines ?? []).reduce((total, line) => total + number(line, word), 0);
  // What jest.again.js runs again says so in front of its lines, and in the end how many passed only then.
  const closing = said.match(/^(?!again \|).*\bTests: +.*total$/gm);
  const late = sum(said.match(/^Run again, and passed: \d+ tests$/gm), 'tests');
  return { passed: sum(closing, 'passed') + late, failed: sum(closing, 'failed') - late, late };
}

/** What only the specs of calls need; those will say so again. */
async function ensureForCalls(): Promise<void> {
  const coturn = await ensureCoturnInstalled({ progress: say });
  if ('reason' in coturn) say(`The specs of relayed calls need a real coturn: ${coturn.reason}`);
  const chromium = await ensureChromiumInstalled({ progress: say });
  if ('reason' in chromium) say(`The specs of the page need a real Chromium: ${chromium.reason}`);
}

/** What only the specs of a pooled database need; those will say so again. */
async function ensureForPooling(): Promise<void> {
  const pgbouncer = await ensurePgBouncerInstalled({ progress: say });
  if ('reason' in pgbouncer)
    say(`The specs of a pooled PostgreSQL need a real PgBouncer: ${pgbouncer.reason}`);
}

/** What only the specs of files need; those will say so again. */
async function ensureForFiles(): Promise<void> {
  const s3 = await ensureS3Installed({ progress: say });
  if ('reason' in s3) say(`The specs of files in an S3 need a real one: ${s3.reason}`);
  const clamd = await ensureClamdInstalled({ progress: say });
  if ('reason' in clamd) say(`The specs of the virus scan need a real clamd: ${clamd.reason}`);
}

/** `npm test`: everything. Further arguments go to nx. */
export async function test(args: string[], session: Session): Promise<number> {
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) throw new StartError(`The tests need a real Redis: ${redis.reason}`);
  const prometheus = await ensurePrometheusInstalled({ progress: say });
  // All but the specs of the alert rules do without it; those will say so again.
  if ('reason' in prometheus) say(`The alert rules need a real Prometheus: ${prometheus.reason}`);
  const varnish = await ensureVarnishInstalled({ progress: say });
  if ('reason' in varnish) say(`The specs of the HTTP cache need a real Varnish: ${varnish.reason}`);
  await ensureForCalls();
  await ensureForFiles();
  await ensureForPooling();
  await step(
    'build',
    () => buildApps(serviceNames, session.ending),
    () => `${serviceNames.length} apps`,
  );
  if (session.ending.aborted) return 130;
  // More than there are cores: a spec waits for servers and deadlines longer than it works (ADR 28).
  const lanes = `--parallel=${availableParallelism() + 2}`;
  // nx begins with what most others wait for: two wait for the longest and one for the long, so that none ends alone.
  const targets = args.length > 0 ? ['test'] : ['test', 'longest-tests', 'long-tests'];
  const command = ['run-many', '-t', ...targets, lanes, '--output-style=static', ...args];
  const { code, output } = await nx(command, { ending: session.ending, show: true });
  const { passed, failed, late } = tally(output);
  const ofThose = late > 0 ? `, ${late} of them when they were run again` : '';
  say(`\n${passed} passed${ofThose}, ${failed} failed`);
  if (code === 0 && passed === 0) throw new StartError('No test has run.');
  return code;
}
