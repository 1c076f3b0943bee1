import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import {
  ensureClamdInstalled,
  ensurePrometheusInstalled,
  ensureRedisInstalled,
  machineInWords,
  recordPage,
  runFaultProgram,
  say,
} from '@secureconnect/testing';
import { type AlertsOptions, readOptions, usage } from './alerts.options';
import { type AlertChange, alertInWords } from './live/alert-change';
import { WatchedFleet } from './live/watched-fleet';
import { alertsPage, inSeconds } from './report/alerts-page';
import { type AlertsReport } from './report/alerts-report';
import { readPage } from './report/kept-page';
import { quietInWords } from './report/quiet-in-words';
import { keepQuiet, settled } from './trial/keep-quiet';
import { type Beside } from './trial/judge-beside';
import { type AlertFigures, isInTime, runRound } from './trial/run-round';

const seed = 7;
const clock = (at = Date.now()): string => new Date(at).toISOString().slice(11, 19);
const tell = (text: string): void => say(`${clock()}  ${text}`);

async function needPrograms(): Promise<void> {
  for (const ensure of [ensureRedisInstalled, ensurePrometheusInstalled, ensureClamdInstalled]) {
    const found = await ensure({ progress: say });
    if ('reason' in found) throw new Error(found.reason);
  }
}

function toldChange(change: AlertChange): void {
  if (change.to === 'firing') tell(`  FIRES    ${alertInWords(change)}`);
  else if (change.from === 'firing') tell(`  clears   ${alertInWords(change)}`);
}

function sayFigures(each: AlertFigures): void {
  const { alert, firedMs, clearedMs, failure } = each;
  const times = failure ?? `fired after ${inSeconds(firedMs)}, cleared after ${inSeconds(clearedMs)}`;
  say(`${isInTime(each) ? '✓' : '✗'} ${alert.padEnd(28)} ${times}`);
}

const sayBeside = ({ text, why }: Beside): void =>
  say(`${why === undefined ? '✗' : '·'} beside: ${text}: ${why ?? 'not explained'}`);

const machineNow = (): string =>
  `${machineInWords()}, ${loadavg()[1]?.toFixed(1)} processes wanting to run on the mean`;

async function makeAll(fleet: WatchedFleet, options: AlertsOptions): Promise<AlertsReport> {
  const { watch, traffic, system } = fleet;
  const command = ['npm run chaos -- alerts', ...options.said].join(' ');
  let report: AlertsReport = { quiet: undefined, figures: [], rounds: [], command, machine: machineNow() };
  // As soon as anything is known: whoever ends it early has what was made until then.
  let writing = Promise.resolve();
  const add = (more: Partial<AlertsReport>) => {
    report = { ...report, ...more, machine: machineNow() };
    writing = writing.then(() => write(report, options));
    return writing;
  };
  await settled(watch);
  if (options.quietMinutes > 0) {
    const scene = { watch, traffic, services: system.instances };
    const quiet = await keepQuiet(scene, options.quietMinutes, (soFar) => add({ quiet: soFar }));
    say(quietInWords(quiet, clock()));
    await add({ quiet });
  }
  for (const faults of options.rounds) {
    const shown = async (figures: readonly AlertFigures[]) => {
      figures.forEach(sayFigures);
      await add({ figures: [...report.figures, ...figures] });
    };
    const beside = await runRound(fleet, faults, { say: tell, shown });
    beside.forEach(sayBeside);
    await add({ rounds: [...report.rounds, { faults: faults.map(({ name }) => name), beside }] });
  }
  if (watch.missed > 0) say(`Prometheus did not answer ${watch.missed} looks.`);
  return report;
}

async function write(report: AlertsReport, { report: file }: AlertsOptions): Promise<void> {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  const kept = readPage(existsSync(file) ? readFileSync(file, 'utf8') : '');
  await recordPage(file, alertsPage(report, kept));
}

const isHeld = ({ quiet, figures, rounds }: AlertsReport): boolean =>
  (quiet?.findings.length ?? 0) === 0 &&
  figures.every(isInTime) &&
  rounds.every(({ beside }) => beside.every(({ why }) => why !== undefined));

runFaultProgram(async (args) => {
  const options = readOptions(args);
  if (!options) {
    say(usage);
    return 0;
  }
  await needPrograms();
  tell(`the system starts: two instances of each service, ${options.people} people, Prometheus`);
  const ownDisk = options.rounds.flat().some(({ name }) => name === 'disk-full');
  const littleRoom = options.rounds.length > 0;
  const { people } = options;
  const fleet = await WatchedFleet.start({ people, seed, ownDisk, littleRoom, told: toldChange });
  tell('all of it is there, and scraped');
  try {
    const isGood = isHeld(await makeAll(fleet, options));
    say(isGood ? 'Everything held.' : 'Not everything held.');
    return isGood ? 0 : 1;
  } finally {
    await fleet.close();
  }
});
