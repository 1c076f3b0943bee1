import { alertFaults, notMadeHere } from '../faults/alert-faults';
import { alertRules } from '../rules/alert-rules';
import { type AlertFigures } from '../trial/run-round';
import { type AlertsReport } from './alerts-report';
import { type KeptPage } from './kept-page';
import { quietInWords } from './quiet-in-words';

const today = (): string => new Date().toISOString().slice(0, 10);
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** So many seconds, or that it never was. */
export const inSeconds = (ms: number | undefined): string =>
  ms === undefined ? 'never' : `${Math.round(ms / 1_000)} s`;

const head = ({ command, machine }: AlertsReport): string => `# The alerts in a live Prometheus

Each alert of [the rules](../../docker/prometheus/rules/secureconnect.yml), but those that cannot be made here (named at the end), is fired by its fault on real servers: the system of [the storm](README.md), people in it, and a Prometheus with the rules and intervals that are shipped. Each must fire within 120 s of the beginning of its fault, and clear within 120 s of its end; what fires beside it must be explained by that fault. What each alert means and what to do: [the runbooks](../runbooks/README.md).

Written by \`npm run chaos -- alerts\`, the last time as \`${command}\` on ${today()} (${machine}). It can be run in pieces with \`--only\`; what a piece leaves out stays as it was, with its day. Prometheus scrapes and looks at the rules every 5 s, and was asked every second: figures are right to about 6 s.
`;

/** Cells of the table, of one alert. */
export const rowOf = ({ alert, fault, firedMs, clearedMs, failure }: AlertFigures): readonly string[] => [
  ...[`\`${alert}\``, `\`${fault}\``, failure ? 'not made' : inSeconds(firedMs)],
  ...[failure ? 'not made' : inSeconds(clearedMs), today()],
];

/** What an older page says of faults that are made no more is not kept. */
const isMade = (fault: string, alert?: string): boolean =>
  alertFaults.some(({ name, fires }) => name === fault && (alert === undefined || fires.includes(alert)));

function table(report: AlertsReport, kept: KeptPage): string {
  const made = new Map(report.figures.map((each) => [each.alert, rowOf(each)]));
  const before = (alert: string) => {
    const row = kept.rows.get(alert);
    return row && isMade(row[1]?.replaceAll('`', '') ?? '', alert) ? row : undefined;
  };
  const rows = alertRules()
    .filter(({ alert }) => !(alert in notMadeHere))
    .map(({ alert }) => made.get(alert) ?? before(alert) ?? [`\`${alert}\``, '', 'not yet', 'not yet', '']);
  const heads = ['alert', 'fault', 'fired after', 'cleared after', 'on'];
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function beside({ rounds }: AlertsReport, kept: KeptPage): string {
  const made = new Set(rounds.flatMap((round) => round.faults));
  const said = rounds.flatMap((round) =>
    round.beside.map(({ alert, why }) => `- \`${round.faults[0]}\`: ${alert}, ${why ?? 'NOT EXPLAINED'}`),
  );
  const before = [...kept.beside].flatMap(([fault, lines]) =>
    made.has(fault) || !isMade(fault) ? [] : lines,
  );
  return [...said, ...before].join('\n') || 'Nothing.';
}

/** A quiet is kept while other pieces are written: it says of itself when and where it was. */
const quietOn = ({ command, machine }: AlertsReport): string => `${today()} (\`${command}\`; ${machine})`;

const faults = (): string =>
  [line(['fault', 'what happens', 'in production']), line(['---', '---', '---'])]
    .concat(alertFaults.map(({ name, does, note = '' }) => line([`\`${name}\``, does, note])))
    .join('\n');

/** The page of the documentation; what the run left out is kept from the page that was there. */
export const alertsPage = (report: AlertsReport, kept: KeptPage): string =>
  [
    head(report),
    `## The quiet\n\n${report.quiet ? quietInWords(report.quiet, quietOn(report)) : (kept.quiet ?? 'Not yet.')}\n`,
    `## Each alert\n\n${table(report, kept)}\n`,
    `## What fired beside\n\nOf faults that are made at once the first one stands for all of them.\n\n${beside(report, kept)}\n`,
    `## The faults\n\n${faults()}\n`,
    `## Not made here\n\n${Object.entries(notMadeHere)
      .map(([alert, why]) => `- \`${alert}\`: ${why}`)
      .join('\n')}\n`,
  ].join('\n');
