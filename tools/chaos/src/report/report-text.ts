import { type KeptStorm } from '../history/kept-storm';
import { findingLines } from './finding-lines';
import { commandsOf, faultRows, subjectRows } from './summary';

const mostFindings = 20;

/** The report for a terminal and for a log of CI. */
export function reportText(kept: KeptStorm): string {
  const { plan, history, findings } = kept;
  const lasted = Math.round((history.ended - history.began) / 1_000);
  const subjects = subjectRows(kept).map(
    ({ subject, steps, done, refused, unknown, heard }) =>
      `  ${subject.padEnd(12)} ${steps} steps: ${done} done, ${refused} refused, ${unknown} unknown; ${heard} told unasked`,
  );
  const faults = faultRows(history.faults).map(
    ({ name, times, seconds }) => `  ${name.padEnd(26)} ${times} times, ${Math.round(seconds)} s in all`,
  );
  const kinds = [...new Set(findings.map(({ subject, fault }) => `${subject}/${fault}`))].map((kind) => {
    const times = findings.filter(({ subject, fault }) => `${subject}/${fault}` === kind).length;
    return `  ${kind}: ${times}`;
  });
  return [
    `seed ${plan.seed}, Redis ${plan.form}, ${plan.people} people, ${lasted} s, ${history.faults.length} faults`,
    ...['', 'what people did:', ...subjects, '', 'what was broken:', ...faults, ''],
    ...(findings.length === 0
      ? ['Everything held.']
      : [
          `FOUND ${findings.length}:`,
          ...kinds,
          '',
          ...findings.slice(0, mostFindings).flatMap((each) => findingLines(each, history)),
        ]),
    ...['', `again: ${commandsOf(kept)['the same storm']}`],
  ].join('\n');
}
