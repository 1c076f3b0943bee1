import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, hint, machineInWords, recordPage, runFaultProgram, say } from '@secureconnect/testing';
import { startSystem } from '../system/start-system';
import { type StormSystem } from '../system/storm-system';
import { Crew } from './cast/crew';
import { systemSettings } from './cast/system-settings';
import { type MatrixOptions, readOptions, usage } from './matrix.options';
import { type DeclaredOperation } from './policies/declared-operation';
import { policiesOf } from './policies/read-policies';
import { withoutRecipe } from './recipes/recipe-book';
import { matrixOf, type Matrix } from './report/matrix';
import { matrixPage } from './report/matrix-page';
import { reportPage } from './report/report-page';
import { columnLine, findingsOf } from './report/spoken';
import { type Column } from './trials/cell';
import { TrialRun } from './trials/run-trial';

/** A fault that ends by itself must not end before everything was asked, which is timed where all is well. */
const leastForMs = 20_000;

function wanted(declared: readonly DeclaredOperation[], options: MatrixOptions): DeclaredOperation[] {
  const { services, operations } = options;
  return declared.filter(
    ({ service, operation }) =>
      (services.length === 0 || services.includes(service)) &&
      (operations.length === 0 || operations.includes(operation)),
  );
}

async function runAll(
  system: StormSystem,
  declared: readonly DeclaredOperation[],
  options: MatrixOptions,
  heard: (columns: readonly Column[]) => Promise<void>,
): Promise<void> {
  const crew = new Crew(system);
  const columns: Column[] = [];
  let forMs = leastForMs;
  try {
    for (const trial of options.trials) {
      hint(`${trial.name} …`);
      const scope = { system, crew, declared, say: (text: string) => hint(`${trial.name}: ${text}`) };
      const column = await new TrialRun(scope, trial).run(forMs);
      hint('');
      say(columnLine(column));
      columns.push(column);
      forMs = Math.max(forMs, 1.5 * column.askedForMs);
      await heard(columns);
    }
  } finally {
    crew.close();
  }
}

async function write(matrix: Matrix, { page, report }: MatrixOptions): Promise<void> {
  if (page !== undefined) {
    mkdirSync(dirname(page), { recursive: true });
    await recordPage(page, matrixPage(matrix));
  }
  if (report === undefined) return;
  writeFileSync(report, reportPage(matrix));
}

const placeSince = (begun: number, args: readonly string[]) => ({
  machine: machineInWords(),
  command: ['npm run chaos -- operations', ...args].join(' '),
  minutes: (Date.now() - begun) / 60_000,
});

async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    say(usage);
    return 0;
  }
  const begun = Date.now();
  say('The whole system is brought up, two instances of each service …');
  const system = await startSystem({ form: 'standalone', env: systemSettings() });
  try {
    const all = await policiesOf(system);
    const missing = withoutRecipe(all);
    if (missing.length > 0) return fail(`Nobody has said how these are called: ${missing.join(', ')}.`);
    const declared = wanted(all, options);
    if (declared.length === 0) return fail('No operation of that name is declared.');
    say(`${declared.length} operations are declared; ${options.trials.length} faults.\n`);
    let matrix = matrixOf(declared, [], placeSince(begun, options.said));
    // After every column: whoever ends it early has those that were drawn until then.
    await runAll(system, declared, options, async (columns) => {
      matrix = matrixOf(declared, columns, placeSince(begun, options.said));
      await write(matrix, options);
    });
    findingsOf(matrix).forEach(say);
    for (const file of [options.page, options.report]) if (file !== undefined) say(`Written: ${file}`);
    return matrix.broken.length === 0 && matrix.unexplained.length === 0 ? 0 : 1;
  } finally {
    await system.close();
  }
}

runFaultProgram(main);
