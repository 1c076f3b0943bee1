import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { calledFrom } from '../workspace';
import { type AlertFault } from './faults/alert-fault';
import { alertFaults, notMadeHere, rounds } from './faults/alert-faults';

/** What `npm run chaos -- alerts` was asked for. */
export interface AlertsOptions {
  /** Minutes of normal traffic in which nothing may fire; 0: only until all is well. */
  readonly quietMinutes: number;
  readonly rounds: readonly (readonly AlertFault[])[];
  readonly people: number;
  readonly report: string | undefined;
  /** As it was typed. */
  readonly said: readonly string[];
}

/** What `--help` prints. */
export const usage = `npm run chaos -- alerts [options]   whether each alert fires and clears in a live Prometheus

Two instances of each service as they are built, on servers of their own, people in them, and a real Prometheus with
the rules and the intervals that are shipped. First nothing may fire; then each fault is made, and each of its alerts
must fire within two minutes of its beginning and clear within two minutes of its end.

  --quiet-minutes <n>   minutes of normal traffic before the faults (0)
  --no-faults           only those minutes
  --only <alert,...>    only the faults that these alerts are of
  --people <n>          how many people there are (4)
  --report <file>       where the page with the figures goes; a table that is there keeps what was not made now
  --help                this text

The exit code is 0 when nothing fired in the quiet, every alert came and went in time, and nothing fired beside it
that its fault does not explain; 1 otherwise.`;

const flags = {
  'quiet-minutes': { type: 'string', default: '0' },
  'no-faults': { type: 'boolean', default: false },
  only: { type: 'string' },
  people: { type: 'string', default: '4' },
  report: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; undefined when only help is wanted. */
export function readOptions(args: readonly string[]): AlertsOptions | undefined {
  const { values } = parseArgs({ args: [...args], options: flags });
  if (values.help) return undefined;
  return {
    quietMinutes: number('--quiet-minutes', values['quiet-minutes'], 0, 100_000),
    rounds: values['no-faults'] ? [] : roundsOf(values.only),
    people: number('--people', values.people, 2, 1_000),
    report: values.report === undefined ? undefined : resolve(calledFrom, values.report),
    said: args.filter((arg, at) => !/^--report/.test(arg) && args[at - 1] !== '--report'),
  };
}

function roundsOf(only: string | undefined): readonly (readonly AlertFault[])[] {
  if (only === undefined) return rounds;
  const wanted = only.split(',');
  const makes = ({ fires }: AlertFault) => fires.some((alert) => wanted.includes(alert));
  for (const alert of wanted) {
    const why = notMadeHere[alert];
    if (why !== undefined) throw new Error(`${alert} cannot be made here. ${why}`);
    if (!alertFaults.some(({ fires }) => fires.includes(alert)))
      throw new Error(`There is no alert ${alert}. See npm run chaos -- alerts --help.`);
  }
  return rounds.map((round) => round.filter(makes)).filter((round) => round.length > 0);
}

function number(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a number from ${least} to ${most}, which ${JSON.stringify(text)} is not.`);
}
