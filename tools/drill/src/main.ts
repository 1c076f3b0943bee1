import { writeFileSync } from 'node:fs';
import { PolicyTexts } from './cast/policy-texts';
import { Drill, type DrillResult } from './drill';
import { DrillError } from './drill.error';
import { type DrillOptions, readOptions, usage } from './drill.options';
import { reportPage } from './report/report-page';
import { ownSystem } from './system/own-system';
import { type RunningSystem } from './system/running-system';
import { visitSystem } from './system/visit-system';
import { LineView } from './view/line-view';
import { paintFor } from './view/paint';
import { ScreenView } from './view/screen-view';

const isScreen = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
const paint = paintFor(isScreen);
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function findSystem(
  { own, stateFolder, build }: DrillOptions,
  ending: AbortSignal,
): Promise<RunningSystem> {
  const found = own ? undefined : visitSystem(stateFolder);
  if (found) {
    say(`The system at ${found.services.gateway} is up: its Redis is taken away, and given back.\n`);
    return found;
  }
  say('A system for this drill alone is brought up, and ended afterwards:');
  const system = await ownSystem((line) => say(`  ${paint.dim(line)}`), ending, build);
  say('');
  return system;
}

function conclude(result: DrillResult, { report }: DrillOptions): number {
  const failed = [...result.outcomes, ...result.checks].filter(({ held }) => !held).length;
  writeFileSync(report, reportPage(result));
  const verdict = failed === 0 ? paint.green('Everything held.') : paint.red(`${failed} did not hold.`);
  say(`\n${paint.bold(verdict)} It took ${(result.lasted / 1_000).toFixed(0)} s. The report: ${report}`);
  return failed === 0 ? 0 : 1;
}

/**
 * Aborted as soon as somebody wants an end. A Ctrl-C comes two or three times, by the terminal, the door of the
 * house and npm: those that follow change nothing, since Redis is given back meanwhile.
 */
function whenEnded(): AbortSignal {
  const ending = new AbortController();
  const end = (why: string) => ending.abort(new DrillError(why));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => end('It was ended before it was over.'));
  // The channel to the door closes when the door is gone, SIGKILL included.
  process.on('disconnect', () => end('It was ended before it was over.'));
  process.channel?.unref();
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => end('Nobody reads what it says any more.'));
  return ending.signal;
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    say(usage);
    return 0;
  }
  const ending = whenEnded();
  const system = await findSystem(options, ending);
  try {
    const declared = await PolicyTexts.read(system.services);
    const view = isScreen ? new ScreenView(process.stdout, paint, declared) : new LineView(say, paint);
    const drill = new Drill(system, options.fault, view, declared, ending);
    const result = await drill.run().finally(() => view.end());
    return conclude(result, options);
  } finally {
    await system.leave();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${paint.red(error instanceof DrillError ? error.message : String(error.stack))}\n`);
    process.exit(1);
  },
);
