import { parseArgs } from 'node:util';
import { ensureRedisInstalled, fail, hint, runFaultProgram, say } from '@secureconnect/testing';
import { runHistories, runHistoriesOverFailovers } from './run-histories.contract';

const usage = `npm run chaos -- auth [<option> …]
  --histories <n>  so many accounts, each with a history of its own (10000)
  --faults <kind>  server: one Redis that fails (unless said); failover: Sentinels and masters that are replaced
  --seed <n>       the same moves and the same order of faults again`;

const flags = {
  histories: { type: 'string', default: '10000' },
  faults: { type: 'string', default: 'server' },
  seed: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const runs: Readonly<Record<string, typeof runHistories>> = {
  server: runHistories,
  failover: runHistoriesOverFailovers,
};

const shown = 20;
const inWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, times]) => `${name}: ${times}`)
    .join(', ');

async function chaos(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: flags });
  if (values.help) {
    say(usage);
    return 0;
  }
  const histories = Number(values.histories);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  if (!(Number.isInteger(histories) && histories > 0 && Number.isInteger(seed)))
    return fail('--histories must be a whole number from 1, --seed a whole one.');
  const run = runs[values.faults];
  if (!run) return fail(`--faults is one of ${Object.keys(runs).join(', ')}.`);
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) return fail(`This needs a real Redis: ${redis.reason}`);
  say(`${histories} histories, seed ${seed}`);
  const bounds = { revokedWithinMs: 250, settledWithinMs: 10_050 };
  const onProgress = (done: number, broken: number) => hint(`${done} of ${histories}, ${broken} broken`);
  const { broken, made, answers, slowestMs } = await run(seed, {
    ...bounds,
    histories,
    atOnce: 16,
    onProgress,
  });
  hint('');
  say(broken.length === 0 ? 'holds' : `BROKEN: ${broken.length}\n${broken.slice(0, shown).join('\n')}`);
  say(`faults: ${inWords(made)}`);
  say(`answers: ${inWords(answers)}; the slowest after ${Math.round(slowestMs)} ms`);
  return broken.length === 0 ? 0 : 1;
}

runFaultProgram(chaos);
