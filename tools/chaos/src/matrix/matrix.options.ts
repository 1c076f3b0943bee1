import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { calledFrom, workspaceRoot } from '../workspace';
import { stormServices } from '../system/system-shape';
import { type Trial } from './trials/trial';
import { trials } from './trials/trials';

/** What was asked for. */
export interface MatrixOptions {
  readonly trials: readonly Trial[];
  readonly services: readonly string[];
  readonly operations: readonly string[];
  /** Where the page of the documentation goes; undefined: nowhere, for less than everything was asked for. */
  readonly page: string | undefined;
  readonly report: string | undefined;
  /** Where columns are kept as they are made; undefined: nowhere, for they are not whole. */
  readonly kept: string | undefined;
  /** Those that are kept are not made again. */
  readonly isResumed: boolean;
  /** What was chosen, as it is typed. */
  readonly said: readonly string[];
}

/** What `--help` prints. */
export const usage = `npm run chaos -- operations [options]   every declared operation under every fault

  --fault <name>       only this one; may be said several times. There are
                       ${trials.map(({ name }) => name).join(', ')}
  --service <name>     only the operations of this one; may be said several times
  --operation <name>   only this one; may be said several times
  --resume             only the faults that no run before has made; a run that was ended goes on
  --kept <file>        where columns are kept as they are made (chaos-report/operations.jsonl)
  --page <file>        where the table goes (docs/chaos/operations-by-faults.md, where nothing is left out)
  --report <file>      where a page with all that was answered goes
  --help               this text

It starts the whole system, two instances of each service, with servers of its own, and takes a quarter of a minute to
two minutes for each fault on two cores that do nothing else. Each column is kept as soon as it is made, and the page is
drawn of all that are kept, with the day and the command of each. The exit code is 0 when every operation was asked and
held, or could not be reached for a reason that is said.`;

const several = { type: 'string', multiple: true, default: [] as string[] } as const;

function chosen(names: readonly string[]): readonly Trial[] {
  if (names.length === 0) return trials;
  const unknown = names.filter((name) => trials.every((trial) => trial.name !== name));
  if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')}.\n${usage}`);
  return trials.filter(({ name }) => names.includes(name));
}

/** Reads the command line; undefined when only help is wanted. */
export function readOptions(args: readonly string[]): MatrixOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ fault: several, service: several, operation: several },
      ...{ page: { type: 'string' }, report: { type: 'string' }, kept: { type: 'string' } },
      ...{ resume: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    },
  });
  if (values.help) return undefined;
  const { fault, service, operation, page, report, kept, resume } = values;
  const unknown = service.filter((name) => !stormServices.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`There is no service ${unknown.join(', ')}.\n${usage}`);
  const isOfAll = service.length === 0 && operation.length === 0;
  const own =
    isOfAll && fault.length === 0 ? join(workspaceRoot, 'docs/chaos/operations-by-faults.md') : undefined;
  const keeping =
    kept === undefined ? join(workspaceRoot, 'chaos-report/operations.jsonl') : resolve(calledFrom, kept);
  return {
    ...{ trials: chosen(fault), services: service, operations: operation },
    page: page === undefined ? own : resolve(calledFrom, page),
    report: report === undefined ? undefined : resolve(calledFrom, report),
    ...{ kept: isOfAll ? keeping : undefined, isResumed: isOfAll && resume },
    said: saidOf({ fault, service, operation }, isOfAll && resume),
  };
}

const saidOf = (chosenBy: Readonly<Record<string, readonly string[]>>, isResumed: boolean): string[] => [
  ...Object.entries(chosenBy).flatMap(([name, all]) => all.map((one) => `--${name} ${one}`)),
  ...(isResumed ? ['--resume'] : []),
];
