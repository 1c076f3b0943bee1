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
export const usage = `npm run drill [-- options]   takes Redis away from a running system, and shows what becomes of people

Two people sign in, write to each other, call and keep files; then Redis is taken away and they do it all again;
then it is given back, and once more. At the end everything the system has acknowledged is asked for.

  --fault <name>     how Redis is taken away (${names[0]}):
${faults.map(({ name, says }) => `                       ${name.padEnd(9)} ${says}`).join('\n')}
  --state <folder>   the state folder of the system that is up (.secureconnect)
  --own              a system of its own, though another is up; so too where none is
  --no-build         run what is built
  --report <file>    where the report goes (drill-report.html)
  --help             this text

On a system that is up it leaves what it made there: some accounts (…@drill.example), one conversation with
its messages and calls, and three files. --fault wipe empties the Redis of that system.

The exit code is 0 when everything held, 1 when something did not, 2 when there was no drill to judge (the system
was not well before it began, say), and 130 after a Ctrl-C: Redis is given back then too.`;

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
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    throw new DrillError(`${(cause as Error).message.split('. ')[0]}. See npm run drill -- --help.`, {
      cause,
    });
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
