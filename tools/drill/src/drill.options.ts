import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DrillError } from './drill.error';
import { type Fault } from './faults/fault';
import { faults } from './faults/faults';
import { calledFrom, workspaceRoot } from './workspace';

/** What the drill was asked for. */
export interface DrillOptions {
  readonly fault: Fault;
  readonly stateFolder: string;
  /** A system of its own, though another may be up. */
  readonly own: boolean;
  readonly build: boolean;
  readonly report: string;
}

const names = faults.map(({ name }) => name);

/** What `npm run drill -- --help` prints. */
export const usage = `npm run drill [-- options]   takes Redis away from a running system, and shows what becomes of it

  --fault <name>     how: ${names.join(', ')} (${names[0]})
  --state <folder>   the state folder of the system that is up (.secureconnect)
  --own              a system of its own, though another is up; so too where none is
  --no-build         run what is built
  --report <file>    where the report goes (drill-report.html)
  --help             this text

On a system that is up it leaves what it made there: some accounts (…@drill.example), one conversation with
its messages and calls, and three files. --fault wipe empties the Redis of that system.

The exit code is 0 when everything held, 1 when something did not.`;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      ...{ args: [...args], allowNegative: true },
      options: {
        fault: { type: 'string', default: names[0] },
        state: { type: 'string' },
        own: { type: 'boolean', default: false },
        build: { type: 'boolean', default: true },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new DrillError(`${(cause as Error).message.split('. ')[0]}.\n${usage}`, { cause });
  }
}

/** Reads the command line; undefined when only help is wanted. */
export function readOptions(args: readonly string[]): DrillOptions | undefined {
  const { fault: name, state, own, build, report, help } = parsed(args);
  if (help) return undefined;
  const fault = faults.find((each) => each.name === name);
  if (!fault)
    throw new DrillError(`There is no fault ${JSON.stringify(name)}; there are ${names.join(', ')}.`);
  return {
    ...{ fault, own, build },
    stateFolder: state === undefined ? join(workspaceRoot, '.secureconnect') : resolve(calledFrom, state),
    report: report === undefined ? join(workspaceRoot, 'drill-report.html') : resolve(calledFrom, report),
  };
}
