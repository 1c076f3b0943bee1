import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StormError } from './storm/storm.error';
import { type RedisForm, redisForms } from './system/storm-system';
import { calledFrom, workspaceRoot } from './workspace';

/** What `npm run chaos` was asked for. */
export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly form: RedisForm | 'any';
  readonly people: number;
  /** Folder that the report goes to. */
  readonly report: string;
  /** A kept history: judged again, held again, or made shorter. */
  readonly kept?: { readonly verb: 'judge' | 'replay' | 'shrink'; readonly file: string };
  /** Storms that shrinking may hold at most. */
  readonly runs: number;
}

/** What `npm run chaos -- --help` prints. */
export const usage = `npm run chaos [-- options]   the whole system in a storm: people do everything at once while servers fail

Two instances of each service and two gateways, as they are built, on a PostgreSQL and a Redis of their own.
Faults are drawn at random, one at a time and several at once. All that people were told is written down and
held to small models afterwards. The report says what was done, what was found, and how to hold it again.

  --minutes <n>      how long faults are made (5); all of it takes about two minutes more
  --seed <n>         the same people and the same faults again (drawn, and said)
  --forms <form>     what Redis is: ${redisForms.join(', ')}, or any, which the seed decides (any)
  --people <n>       how many do everything at once (12)
  --report <folder>  where the report goes: storm.html, storm.txt, history.jsonl (chaos-report)
  --judge <file>     holds nothing: judges a history.jsonl that was kept
  --replay <file>    holds a storm with the plan of one that was kept
  --shrink <file>    from a kept one that did not hold: the fewest faults, people and minutes that fail the same way
  --runs <n>         how many storms shrinking may hold at most (24)
  --help             this text

Parts of the system alone: npm run chaos -- redis | cache | jobs | auth | gateway | chat | operations | alerts, each with a --help of its own.

The exit code is 0 when everything held, 1 when something was found, 2 when there was no storm to judge, and 3 when
nothing was found but slowness, at a time when the machine was too slow for all that ran on it.`;

const flags = {
  minutes: { type: 'string', default: '5' },
  seed: { type: 'string' },
  forms: { type: 'string', default: 'any' },
  people: { type: 'string', default: '12' },
  report: { type: 'string' },
  judge: { type: 'string' },
  replay: { type: 'string' },
  shrink: { type: 'string' },
  runs: { type: 'string', default: '24' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const mostSeed = 2 ** 31;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (cause) {
    throw new StormError(`${(cause as Error).message.split('. ')[0]}. See npm run chaos -- --help.`, {
      cause,
    });
  }
}

/** Reads the command line; undefined when only help is wanted. Throws a StormError that says what to do. */
export function readOptions(args: readonly string[]): ChaosOptions | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  const kept = keptFrom(values);
  return {
    minutes: number('--minutes', values.minutes, 0.1, 100_000),
    seed:
      values.seed === undefined ? Math.floor(Math.random() * 1e9) : whole('--seed', values.seed, 0, mostSeed),
    form: formFrom(values.forms),
    people: whole('--people', values.people, 2, 1_000),
    report:
      values.report === undefined
        ? resolve(workspaceRoot, 'chaos-report')
        : resolve(calledFrom, values.report),
    runs: whole('--runs', values.runs, 1, 10_000),
    ...(kept && { kept }),
  };
}

function keptFrom(values: Partial<Record<'judge' | 'replay' | 'shrink', string>>): ChaosOptions['kept'] {
  const given = (['judge', 'replay', 'shrink'] as const).filter((verb) => values[verb] !== undefined);
  if (given.length > 1)
    throw new StormError(`Give one of ${given.map((verb) => `--${verb}`).join(' and ')}, not both.`);
  const [verb] = given;
  return verb && { verb, file: resolve(calledFrom, values[verb] ?? '') };
}

function formFrom(text: string): RedisForm | 'any' {
  const found = [...redisForms, 'any' as const].find((form) => form === text);
  if (!found)
    throw new StormError(`--forms is one of ${redisForms.join(', ')} or any, not ${JSON.stringify(text)}.`);
  return found;
}

function number(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= least && value <= most))
    throw new StormError(
      `${name} must be a number from ${least} to ${most}, which ${JSON.stringify(text)} is not.`,
    );
  return value;
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = number(name, text, least, most);
  if (!Number.isInteger(value)) throw new StormError(`${name} must be a whole number, which ${text} is not.`);
  return value;
}
