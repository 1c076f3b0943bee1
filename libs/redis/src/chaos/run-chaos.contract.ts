import {
  ensureRedisInstalled,
  fail,
  hint,
  machineInWords,
  recordPage,
  runFaultProgram,
  say,
} from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scenarios } from './catalogue.contract';
import { faultsPage, faultsTable, type Row } from './faults-page.contract';
import { type Findings, type Scenario } from './scenario.contract';

const page = 'docs/resilience/faults.md';
const root = join(__dirname, '../../../..');

const usage = `npm run chaos -- redis [<option> …]
  --only <words>     faults whose name has these words; may be given several times
  --operations <n>   at least so many for every fault (10000)
  --list             names what there is and runs nothing
  --record           writes ${page}`;

const flags = {
  only: { type: 'string', multiple: true },
  operations: { type: 'string', default: '10000' },
  list: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function runOne(scenario: Scenario, place: string, operations: number): Promise<Row> {
  const name = `[${place}] ${scenario.name}`;
  const progress = (done: number): void => hint(`${name}: ${done} of ${operations}`);
  progress(0);
  const since = performance.now();
  const findings: Findings = await scenario.run({ operations, progress }).catch((error: Error) => {
    return { unsettled: 0, broken: [`it could be shown at all: ${error.message}`] };
  });
  hint('');
  const seconds = Math.round((performance.now() - since) / 1_000);
  const verdict = findings.broken.length === 0 ? 'holds' : `BROKEN: ${findings.broken.join('; ')}`;
  say(`${name}: ${verdict} (${findings.operations ?? 'no'} operations, ${seconds} s)`);
  return { scenario, findings };
}

async function record(rows: readonly Row[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/ioredis/package.json'), 'utf8')) as {
    version: string;
  };
  await recordPage(join(root, page), faultsPage(rows, `${machineInWords()}, ioredis ${version}`));
  say(`written: ${page}`);
}

async function chaos(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: flags });
  const operations = Number(values.operations);
  const isChosen = ({ name }: Scenario): boolean =>
    values.only?.some((words) => name.includes(words)) ?? true;
  const chosen = scenarios.filter(isChosen);
  if (values.help || values.list) {
    say(values.help ? usage : scenarios.map(({ name, did }) => `${name}: ${did}`).join('\n'));
    return 0;
  }
  if (!(operations >= 100))
    return fail(`--operations must be a number from 100, which ${values.operations} is not.`);
  if (chosen.length === 0) return fail('There is no such fault; npm run chaos -- redis --list names them.');
  if (values.record && (chosen.length < scenarios.length || operations < 10_000))
    return fail('Only a whole run is recorded: leave out --only and --operations.');
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) return fail(`This needs a real Redis: ${redis.reason}`);
  const rows: Row[] = [];
  for (const [index, scenario] of chosen.entries())
    rows.push(await runOne(scenario, `${index + 1}/${chosen.length}`, operations));
  say(`\n${faultsTable(rows)}`);
  if (values.record) await record(rows);
  return rows.every(({ findings }) => findings.broken.length === 0) ? 0 : 1;
}

runFaultProgram(chaos);
