import {
  ensureRedisInstalled,
  fail,
  hint,
  machineInWords,
  recordPage,
  runFaultProgram,
  say,
} from '@secureconnect/testing';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheScenarios } from './cache-catalogue.contract';
import { cacheFaultsPage, type Row } from './cache-faults-page.contract';
import { type CacheScenario, type Extent, type Findings } from './cache-scenario.contract';

const page = 'docs/cache/faults.md';
const root = join(__dirname, '../../../..');
const whole = { operations: 10_000, cutSeconds: 30 };

const usage = `npm run chaos -- cache [<words> …] [<option> …]
  <words>            the same as --only
  --only <words>     faults whose name has these words; may be given several times
  --operations <n>   at least so many for every fault (${whole.operations})
  --seconds <n>      how long a channel is cut (${whole.cutSeconds})
  --list             names what there is and runs nothing
  --record           writes ${page}`;

const flags = {
  only: { type: 'string', multiple: true },
  operations: { type: 'string', default: String(whole.operations) },
  seconds: { type: 'string', default: String(whole.cutSeconds) },
  list: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function runOne(
  scenario: CacheScenario,
  place: string,
  extent: Omit<Extent, 'progress'>,
): Promise<Row> {
  const name = `[${place}] ${scenario.name}`;
  const progress = (text: string): void => hint(`${name}: ${text}`);
  progress('begins');
  const since = performance.now();
  const findings: Findings = await scenario.run({ ...extent, progress }).catch((error: Error) => {
    const nothing = { operations: 0, unsettled: 0, failed: 0, slowestMs: 0, note: '' };
    return { ...nothing, broken: [`it could be shown at all: ${error.message}`] };
  });
  hint('');
  const seconds = Math.round((performance.now() - since) / 1_000);
  const verdict = findings.broken.length === 0 ? 'holds' : `BROKEN: ${findings.broken.join('; ')}`;
  say(
    `${name}: ${verdict} (${findings.operations} operations, slowest ${findings.slowestMs} ms, ${seconds} s)`,
  );
  say(`    ${findings.note}`);
  return { scenario, findings };
}

async function record(rows: readonly Row[]): Promise<void> {
  await recordPage(join(root, page), cacheFaultsPage(rows, whole.cutSeconds, machineInWords()));
  say(`written: ${page}`);
}

async function chaos(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  const only = [...(values.only ?? []), ...positionals];
  const extent = { operations: Number(values.operations), cutSeconds: Number(values.seconds) };
  const chosen = cacheScenarios.filter(
    ({ name }) => only.length === 0 || only.some((words) => name.includes(words)),
  );
  if (values.help || values.list) {
    say(values.help ? usage : cacheScenarios.map(({ name, did }) => `${name}: ${did}`).join('\n'));
    return 0;
  }
  if (!(extent.operations >= 100 && extent.cutSeconds >= 1))
    return fail('--operations must be a number from 100, --seconds one from 1.');
  if (chosen.length === 0) return fail('There is no such fault; npm run chaos -- cache --list names them.');
  const isWhole = extent.operations >= whole.operations && extent.cutSeconds === whole.cutSeconds;
  if (values.record && !(isWhole && chosen.length === cacheScenarios.length))
    return fail('Only a whole run is recorded: leave out --only, --operations and --seconds.');
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) return fail(`This needs a real Redis: ${redis.reason}`);
  const rows: Row[] = [];
  for (const [index, scenario] of chosen.entries())
    rows.push(await runOne(scenario, `${index + 1}/${chosen.length}`, extent));
  if (values.record) await record(rows);
  return rows.every(({ findings }) => findings.broken.length === 0) ? 0 : 1;
}

runFaultProgram(chaos);
