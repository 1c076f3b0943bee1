import { stripVTControlCharacters } from 'node:util';
import { ensureRedisInstalled, runFaultProgram, say } from '@secureconnect/testing';
import { type ChaosOptions, readOptions, usage } from './chaos.options';
import { type KeptStorm, readStorm } from './history/kept-storm';
import { models } from './models/models';
import { writeReport } from './report/write-report';
import { shrinkStorm } from './shrink/shrink-storm';
import { drawPlan } from './storm/draw-plan';
import { judgeStorm } from './storm/judge-storm';
import { LineView } from './storm/line-view';
import { ScreenView } from './storm/screen-view';
import { runStorm } from './storm/storm';
import { type StormPlan } from './storm/storm-plan';
import { type StormView } from './storm/storm-view';
import { type Verdict, verdictOf } from './storm/verdict';
import { StormError } from './storm/storm.error';
import { startTraffic } from './traffic/start-traffic';

const none = 2;
const exitCodes: Readonly<Record<Verdict, number>> = { held: 0, found: 1, unsure: 3 };
const isScreen = Boolean(process.stdout.isTTY) && process.env['TERM'] !== 'dumb';

async function hold(plan: StormPlan, view: StormView): Promise<KeptStorm> {
  return runStorm(plan, { startTraffic, models, view }).finally(() => view.end());
}

const viewFor = (): StormView => (isScreen ? new ScreenView(process.stdout) : new LineView(say));

async function conclude(kept: KeptStorm, { report }: ChaosOptions): Promise<number> {
  say(`\n${await writeReport(kept, report)}`);
  say(
    `the report: ${report}/storm.html; the history, for --judge, --replay and --shrink: ${report}/history.jsonl`,
  );
  return exitCodes[verdictOf(kept.findings)];
}

async function judge(file: string, options: ChaosOptions): Promise<number> {
  const kept = await readStorm(file);
  return conclude({ ...kept, findings: judgeStorm(kept.history, models) }, options);
}

async function shrink(file: string, options: ChaosOptions): Promise<number> {
  const kept = await readStorm(file);
  const judged = { ...kept, findings: judgeStorm(kept.history, models) };
  const quiet = new LineView(() => undefined);
  const shrunk = await shrinkStorm(judged, (plan) => hold(plan, quiet), { runs: options.runs, tell: say });
  if (!shrunk) throw new StormError(`${file} holds: there is nothing to make shorter.`);
  const { shortest, attempts, looked, isWhole } = shrunk;
  const failed = attempts.filter((attempt) => attempt.failed > 0).length;
  say(
    `\nlooked for ${looked.subject}/${looked.fault}: ${attempts.length} plans tried, ${failed} failed the same way, ` +
      `${attempts.length - failed} did not fail again${isWhole ? '' : '; the storms were used up before all was tried'}`,
  );
  const { plan, history } = shortest;
  const faults = plan.faults.map(({ name, target }) => `${name} (${target})`).join(', ') || 'no fault at all';
  say(
    `the shortest that failed: ${faults}; ${plan.people} people, ${plan.lastsMs / 1_000} s, ${history.steps.length} steps`,
  );
  return conclude(shortest, options);
}

async function needRedis(): Promise<void> {
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) throw new StormError(`This needs a real Redis: ${redis.reason}`);
}

async function run(options: ChaosOptions): Promise<number> {
  const { kept } = options;
  if (kept?.verb === 'judge') return judge(kept.file, options);
  await needRedis();
  if (kept?.verb === 'shrink') return shrink(kept.file, options);
  const plan = kept ? (await readStorm(kept.file)).plan : drawPlan(options);
  say(`seed ${plan.seed}: Redis ${plan.form}, ${plan.people} people, ${plan.faults.length} faults`);
  return conclude(await hold(plan, viewFor()), options);
}

runFaultProgram(async (args) => {
  try {
    const options = readOptions(args);
    if (options) return await run(options);
    say(usage);
    return exitCodes.held;
  } catch (error) {
    const { message, stack } = error as Error;
    process.stderr.write(
      `${stripVTControlCharacters(error instanceof StormError ? message : String(stack))}\n`,
    );
    return none;
  }
});
