import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ensureRedisInstalled,
  fail,
  machineInWords,
  recordPage,
  runFaultProgram,
  say,
} from '@secureconnect/testing';
import { runSoak } from './run-soak.contract';
import { type Soak, soaks } from './soak-catalogue.contract';
import { type Row, soakPage } from './soak-page.contract';

const page = 'docs/jobs/faults.md';
const root = join(__dirname, '../../../..');

const usage = `npm run chaos -- jobs [<option> …]
  --only <words>   soaks whose name has these words; may be given several times
  --seed <n>       the same work and the same order of faults again
  --jobs <n>       so many for each soak, at the same pace (10000)
  --list           names what there is and runs nothing
  --record         writes ${page}`;

const flags = {
  only: { type: 'string', multiple: true },
  seed: { type: 'string' },
  jobs: { type: 'string' },
  list: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const withJobs = (soak: Soak, jobs: number): Soak => ({
  ...soak,
  jobs,
  spanMs: (soak.spanMs * jobs) / soak.jobs,
});

async function runOne(soak: Soak, seed: number): Promise<Row> {
  say(`${soak.name}: ${soak.jobs} jobs in ${Math.round(soak.spanMs / 1_000)} s, seed ${seed}`);
  const findings = await runSoak(seed, soak);
  const { broken, made, accepted, refused, unknown, unknownRan, again, fateUnknown } = findings;
  say(`    ${broken.length === 0 ? 'holds' : `BROKEN: ${broken.join('; ')}`}`);
  say(`    ${Object.entries(made).map(([name, times]) => `${name}: ${times}`).join(', ')}`); // prettier-ignore
  say(`    accepted ${accepted}, refused ${refused}, unknown ${unknown} of which ran ${unknownRan}, run again ${again}, fate unknown ${fateUnknown}`); // prettier-ignore
  return { soak, findings };
}

async function record(rows: readonly Row[]): Promise<void> {
  await recordPage(join(root, page), soakPage(rows, machineInWords()));
  say(`written: ${page}`);
}

async function chaos(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: flags });
  if (values.help || values.list) {
    say(values.help ? usage : soaks.map(({ name }) => name).join('\n'));
    return 0;
  }
  const chosen = soaks.filter(({ name }) => values.only?.some((words) => name.includes(words)) ?? true);
  if (chosen.length === 0) return fail('There is no such soak; npm run chaos -- jobs --list names them.');
  const [jobs, seed] = [values.jobs, values.seed].map((value) => value === undefined ? undefined : Number(value)); // prettier-ignore
  if (!((jobs ?? 100) >= 100 && Number.isInteger(seed ?? 1)))
    return fail('--jobs must be a number from 100, --seed a whole one.');
  if (values.record && (jobs !== undefined || chosen.length < soaks.length))
    return fail('Only a whole run is recorded: leave out --only and --jobs.');
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) return fail(`This needs a real Redis: ${redis.reason}`);
  const rows: Row[] = [];
  for (const soak of chosen)
    rows.push(await runOne(jobs ? withJobs(soak, jobs) : soak, seed ?? Math.floor(Math.random() * 1e9)));
  if (values.record) await record(rows);
  return rows.every(({ findings }) => findings.broken.length === 0) ? 0 : 1;
}

runFaultProgram(chaos);
