import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PolicyTexts } from './cast/policy-texts';
import { Drill, type DrillResult } from './drill';
import { DrillEndedError } from './drill-ended.error';
import { DrillError } from './drill.error';
import { type DrillOptions, readOptions, usage } from './drill.options';
import { exitCodes } from './exit-codes.constants';
import { type Fault } from './faults/fault';
import { operations } from './operations/operations';
import { reportPage } from './report/report-page';
import { beginWell } from './system/begin-well';
import { ownSystem } from './system/own-system';
import { type RunningSystem } from './system/running-system';
import { visitSystem } from './system/visit-system';
import { LineView } from './view/line-view';
import { paintFor } from './view/paint';
import { ScreenView } from './view/screen-view';
import { whenEnded } from './when-ended';

const isScreen = Boolean(process.stdout.isTTY) && process.env['TERM'] !== 'dumb';
const paint = paintFor(isScreen && !process.env['NO_COLOR']);
const say = (line: string) => void process.stdout.write(`${line}\n`);
/** What is about to be seen, for somebody who has read nothing. */
const story = ({ says }: Fault): string => `
Ada and Bob sign in, write to each other, call and keep files.
Then Redis is ${says}.
They do it all again, and once more afterwards; ten requests a second go on
meanwhile. At last all that was acknowledged is asked for: nothing may be lost.
`;

async function findSystem(
  { own, stateFolder, build }: DrillOptions,
  ending: AbortSignal,
): Promise<RunningSystem> {
  const found = own ? undefined : visitSystem(stateFolder);
  if (found) {
    say(`The system at ${found.services.gateway} is up: its Redis is taken away, and given back.`);
    return found;
  }
  say('A system for this drill alone is brought up, and ended afterwards:');
  if (build) say(paint.dim('  … what has changed is built first; the first time that takes a minute or two'));
  return ownSystem((line) => say(`  ${paint.dim(line)}`), ending, build);
}

function conclude(result: DrillResult, { report }: DrillOptions): number {
  const failed = [...result.outcomes, ...result.checks].filter(({ held }) => !held).length;
  const verdict = failed === 0 ? paint.green('Everything held.') : paint.red(`${failed} did not hold.`);
  const { lasted, outage } = result;
  const [all, fault] = [lasted, outage.until - outage.from].map((ms) => `${(ms / 1_000).toFixed(0)} s`);
  say(`\n${paint.bold(verdict)} It took ${all}, the fault ${fault} of them.`);
  writeFileSync(report, reportPage(result));
  say(`The report, with what happened when: ${report}`);
  return failed === 0 ? exitCodes.held : exitCodes.didNotHold;
}

/** Before anything is taken away, so that nobody drills for a report that is never written. */
function refuseUnwritable(report: string): void {
  try {
    accessSync(existsSync(report) ? report : dirname(report), constants.W_OK);
  } catch (cause) {
    throw new DrillError(`The report cannot be written to ${report}: choose another --report.`, { cause });
  }
}

async function hold(system: RunningSystem, options: DrillOptions, ending: AbortSignal): Promise<number> {
  const { fault } = options;
  await beginWell(system, say, ending);
  const declared = await PolicyTexts.read(system.services, operations);
  const view = isScreen
    ? new ScreenView(process.stdout, paint, declared)
    : new LineView(say, paint, declared, fault);
  ending.addEventListener('abort', () => view.said('It is being ended: what was taken away is given back …'));
  const drill = new Drill(system, fault, view, declared, ending);
  return conclude(await drill.run().finally(() => view.end()), options);
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    say(usage);
    return exitCodes.held;
  }
  refuseUnwritable(options.report);
  const ending = whenEnded();
  const system = await findSystem(options, ending);
  say(story(options.fault));
  return hold(system, options, ending).finally(() => system.leave());
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${paint.red(error instanceof DrillError ? error.message : String(error.stack))}\n`);
    process.exit(error instanceof DrillEndedError ? error.exitCode : exitCodes.noDrill);
  },
);
