import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureRedisInstalled, fail, hint, runFaultProgram, say } from '@secureconnect/testing';
import { type KeptHistory } from './history.contract';
import { type Finding, judgeHistory } from './judge-history.contract';
import { type Findings, runHistories } from './run-histories.contract';
import { surroundingsOf } from './surroundings-of.contract';
import { bounds } from './traffic.contract';

const usage = `npm run chaos -- chat [<option> …]
  --minutes <n>   for about so long (5)
  --faults <kind> server: one Redis that fails (unless said); failover: Sentinels and masters that are replaced
  --seed <n>      the same messages and the same order of faults again
  --keep <file>   writes the whole history there if it does not hold (chat-history-<seed>.json in the folder of the system)
  --judge <file>  judges a history that was kept`;

const flags = {
  minutes: { type: 'string', default: '5' },
  faults: { type: 'string', default: 'server' },
  seed: { type: 'string' },
  keep: { type: 'string' },
  judge: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const shown = 20;
/** Of so many all that was around them is told. */
const explained = 3;
const liveWithinMs = 250;
/** What a fault takes, with the rest after it. */
const secondsOf: Readonly<Record<string, number>> = { server: 4, failover: 6 };

function explain(broken: readonly Finding[], history: KeptHistory): void {
  for (const each of broken.slice(0, explained)) surroundingsOf(each, history).forEach(say);
  for (const { fault, what } of broken.slice(explained, shown)) say(`${fault}: ${what}`);
}

function judgeKept(file: string): number {
  const history = JSON.parse(readFileSync(file, 'utf8')) as KeptHistory;
  const broken = judgeHistory(history, bounds);
  explain(broken, history);
  say(broken.length === 0 ? 'holds' : `BROKEN: ${broken.length}`);
  return broken.length === 0 ? 0 : 1;
}

function tellOf({ broken, made, live, history, ...counts }: Findings): boolean {
  const isLive = Number.isNaN(live.awayMs) || live.awayMs <= liveWithinMs;
  explain(broken, history);
  say(
    `faults: ${Object.entries(made)
      .map(([name, times]) => `${name}: ${times}`)
      .join(', ')}`,
  );
  const { acknowledged, told, gaps, removed, ended } = counts;
  say(`${acknowledged} messages acknowledged, ${told} events told, ${gaps} times told of a gap`);
  say(`${removed} times somebody was removed, ${ended} sessions were ended`);
  const { wellMs, awayMs, away } = live;
  say(
    `between the instances, at the median: ${wellMs.toFixed(1)} ms; Redis away: ${awayMs.toFixed(1)} ms (of ${away})`,
  );
  say(
    broken.length === 0 && isLive
      ? 'holds'
      : `BROKEN: ${broken.length}${isLive ? '' : `, and later than ${liveWithinMs} ms`}`,
  );
  return broken.length === 0 && isLive;
}

function keep(history: KeptHistory, file = join(tmpdir(), `chat-history-${history.seed}.json`)): void {
  writeFileSync(file, JSON.stringify(history));
  say(`The history is in ${file}; --judge judges it again.`);
}

async function chaos(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: flags });
  if (values.help) {
    say(usage);
    return 0;
  }
  if (values.judge !== undefined) return judgeKept(values.judge);
  const minutes = Number(values.minutes);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  const seconds = secondsOf[values.faults];
  if (!(minutes > 0 && Number.isInteger(seed)))
    return fail('--minutes must be more than 0, --seed a whole number.');
  if (seconds === undefined) return fail(`--faults is one of ${Object.keys(secondsOf).join(', ')}.`);
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) return fail(`This needs a real Redis: ${redis.reason}`);
  const rounds = Math.max(1, Math.round((minutes * 60) / seconds));
  say(`${rounds} faults, seed ${seed}`);
  const isFailingOver = values.faults === 'failover';
  const findings = await runHistories(seed, { rounds, pauseMs: 120, isFailingOver, tell: hint });
  hint('');
  const holds = tellOf(findings);
  if (!holds) keep(findings.history, values.keep);
  return holds ? 0 : 1;
}

runFaultProgram(chaos);
