import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, hint, machineInWords, recordPage, runFaultProgram, say } from '@secureconnect/testing';
import { startSystem } from '../system/start-system';
import { type StormSystem } from '../system/storm-system';
import { Crew } from './cast/crew';
import { systemSettings } from './cast/system-settings';
import { readKept, withMade, writeKept } from './kept/kept-columns';
import { type MatrixOptions, readOptions, usage } from './matrix.options';
import { type DeclaredOperation } from './policies/declared-operation';
import { policiesOf } from './policies/read-policies';
import { withoutRecipe } from './recipes/recipe-book';
import { isHeld, matrixOf, type Matrix } from './report/matrix';
import { matrixPage } from './report/matrix-page';
import { reportPage } from './report/report-page';
import { columnLine, findingsOf } from './report/spoken';
import { type Column, type Made } from './trials/cell';
import { type Scope } from './trials/run-trial';
import { runTrials } from './trials/run-trials';
import { type Trial } from './trials/trial';

function wanted(declared: readonly DeclaredOperation[], options: MatrixOptions): DeclaredOperation[] {
  const { services, operations } = options;
  return declared.filter(
    ({ service, operation }) =>
      (services.length === 0 || services.includes(service)) &&
      (operations.length === 0 || operations.includes(operation)),
  );
}

/** Who makes columns now. */
const makerOf = ({ said }: MatrixOptions): Made => ({
  on: new Date().toISOString().slice(0, 10),
  command: ['npm run chaos -- operations', ...said].join(' '),
  machine: machineInWords(),
});

async function write(matrix: Matrix, { page, report }: MatrixOptions): Promise<void> {
  if (page !== undefined) {
    mkdirSync(dirname(page), { recursive: true });
    await recordPage(page, matrixPage(matrix));
  }
  if (report === undefined) return;
  writeFileSync(report, reportPage(matrix));
}

/** Makes the columns one after the other; gives them, and how many could not be made. */
async function makeColumns(
  scope: Scope,
  trials: readonly Trial[],
  heard: (made: readonly Column[]) => Promise<void>,
): Promise<{ made: readonly Column[]; failures: number }> {
  const made: Column[] = [];
  let failures = 0;
  await runTrials(scope, trials, {
    begins: ({ name }) => hint(`${name} …`),
    made: async (column) => {
      hint('');
      say(columnLine(column));
      made.push(column);
      await heard(made);
    },
    failed: ({ name }, { message }) => {
      failures += 1;
      say(`✗ ${name.padEnd(26)}  could not be made: ${message}`);
    },
  });
  return { made, failures };
}

/** Makes what was asked for, or what is missing of it; gives the exit code. */
async function makeTable(
  system: StormSystem,
  declared: readonly DeclaredOperation[],
  options: MatrixOptions,
): Promise<number> {
  const { kept: file, isResumed } = options;
  const kept = file === undefined ? [] : readKept(file, declared);
  const isThere = ({ name }: Trial) => isResumed && kept.some(({ trial }) => trial === name);
  const trials = options.trials.filter((trial) => !isThere(trial));
  say(`${declared.length} operations are declared; ${trials.length} faults.\n`);
  const crew = new Crew(system);
  try {
    const scope = { system, crew, declared, say: hint, maker: makerOf(options) };
    const { made, failures } = await makeColumns(scope, trials, async (soFar) => {
      const all = withMade(kept, soFar);
      // After every column: whoever ends it early has those that were made until then.
      if (file !== undefined) writeKept(file, all);
      await write(matrixOf(declared, all), options);
    });
    // Where nothing was missing the page is drawn all the same.
    if (made.length === 0) await write(matrixOf(declared, kept), options);
    return judge(matrixOf(declared, isResumed ? withMade(kept, made) : made), failures, options);
  } finally {
    crew.close();
  }
}

function judge(matrix: Matrix, failures: number, { page, report }: MatrixOptions): number {
  findingsOf(matrix).forEach(say);
  for (const file of [page, report]) if (file !== undefined) say(`Written: ${file}`);
  return isHeld(matrix) && failures === 0 ? 0 : 1;
}

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    say(usage);
    return 0;
  }
  say('The whole system is brought up, two instances of each service …');
  const system = await startSystem({ form: 'standalone', env: systemSettings() });
  try {
    const all = await policiesOf(system);
    const missing = withoutRecipe(all);
    if (missing.length > 0) return fail(`Nobody has said how these are called: ${missing.join(', ')}.`);
    const declared = wanted(all, options);
    if (declared.length === 0) return fail('No operation of that name is declared.');
    return await makeTable(system, declared, options);
  } finally {
    await system.close();
  }
}

runFaultProgram(main);
