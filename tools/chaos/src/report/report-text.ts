import { type KeptStorm } from '../history/kept-storm';
import { starvedSeconds, verdictInWords } from '../storm/verdict';
import { findingLines } from './finding-lines';
import { byKind, commandsOf, faultRows, judgedOf, type SubjectRow, subjectRows } from './summary';

/** Of each kind; a thousand of one hide the one of another. */
const mostOfKind = 3;

/** The report for a terminal and for a log of CI: what it comes to stands last, where a terminal is read. */
export function reportText(kept: KeptStorm): string {
  const { findings, history } = kept;
  return [
    'what was broken:',
    ...faultLines(kept),
    ...byKind(findings).flatMap(([, own]) => [
      '',
      ...own.slice(0, mostOfKind).flatMap((each) => findingLines(each, history)),
      ...(own.length > mostOfKind ? [`  … and ${own.length - mostOfKind} more of it`] : []),
    ]),
    ...['', 'what people did:', ...subjectRows(kept).map(subjectLine), ''],
    ...starvedLine(kept),
    headline(kept),
    verdictInWords(findings) + (findings.length === 0 ? '.' : ':'),
    ...byKind(findings).map(([kind, own]) => `  ${kind}: ${own.length}`),
    `again: ${commandsOf(kept)['the same storm']}`,
  ].join('\n');
}

function headline({ plan, history: { began, ended, steps, faults } }: KeptStorm): string {
  const failed = faults.filter((fault) => fault.failed !== undefined).length;
  const beside = failed > 0 ? ` (${failed} not as planned)` : '';
  const lasted = Math.round((ended - began) / 1_000);
  return `seed ${plan.seed}, Redis ${plan.form}, ${plan.people} people, ${lasted} s, ${faults.length} faults${beside}, ${steps.length.toLocaleString('en')} steps`;
}

const faultLines = (kept: KeptStorm): string[] =>
  faultRows(kept).map(
    ({ name, times, seconds, planned, failed }) =>
      `  ${name.padEnd(26)} ${times} times, ${Math.round(seconds)} s in all of ${Math.round(planned)} s planned${failed > 0 ? `, ${failed} not as planned` : ''}`,
  );

function subjectLine(row: SubjectRow): string {
  const { subject, steps, done, refused, unknown, heard } = row;
  const { sign, words } = judgedOf(row);
  const head = `  ${subject.padEnd(12)} ${`${sign} ${words}`.padEnd(12)} `;
  if (subject === 'system') return `${head} every answer, process and log`;
  return `${head} ${steps} steps: ${done} done, ${refused} refused, ${unknown} unknown; ${heard} told unasked`;
}

function starvedLine({ history }: KeptStorm): string[] {
  const [starved, all] = starvedSeconds(history);
  if (starved === 0) return [];
  const why = history.starved?.[0]?.why ?? '';
  return [
    `the machine was too slow for ${Math.round(starved)} of ${Math.round(all)} s (${why}): how fast anything was says nothing there`,
  ];
}
