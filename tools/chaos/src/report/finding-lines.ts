import { type Finding } from '../history/finding';
import { type Facts, type MadeFault, type Step, type StormHistory } from '../history/storm-history';

/** What was struck shortly before a finding may be why. */
const nearMs = 5_000;
const mostSteps = 40;

/** A finding in lines: what it is, the steps that show it, and what was struck meanwhile; times from the beginning of the storm. */
export function findingLines(finding: Finding, { steps, faults, began }: StormHistory): string[] {
  const shown = finding.steps.flatMap((index) => {
    const step = steps[index];
    return step ? [step] : [];
  });
  const from = Math.min(finding.at, ...shown.map(({ begun }) => begun)) - nearMs;
  const near = faults.filter((fault) => fault.from <= finding.at && fault.to >= from);
  return [
    `${finding.subject}/${finding.fault} at ${seconds(finding.at, began)}: ${finding.what}`,
    ...shown.slice(0, mostSteps).map((step) => `  ${stepLine(step, began)}`),
    ...(shown.length > mostSteps ? [`  … and ${shown.length - mostSteps} steps more`] : []),
    ...near.map((fault) => `  ${faultLine(fault, began)}`),
  ];
}

const seconds = (at: number, began: number): string => `${((at - began) / 1_000).toFixed(3)} s`;

function stepLine(
  { begun, ended, actor, what, door, outcome, status, code, facts }: Step,
  began: number,
): string {
  const answer = [outcome, status, code].filter((part) => part !== undefined).join(' ');
  return `${seconds(begun, began)} to ${seconds(ended, began)}: ${actor} ${what} at ${door}: ${answer}${inWords(facts)}`;
}

/** `; session c3f1…9a, generation 2`: of what is long the beginning, the end tells it from others. */
function inWords(facts: Facts): string {
  const words = Object.entries(facts)
    .filter(([name]) => name !== 'patient')
    .map(([name, value]) => `${name} ${shortened(String(value))}`);
  return words.length > 0 ? `; ${words.join(', ')}` : '';
}

const shortened = (text: string): string =>
  /^[\da-f-]{20,}$/.test(text) ? `${text.slice(0, 4)}…${text.slice(-6)}` : text;

const faultLine = ({ name, struck, from, to }: MadeFault, began: number): string =>
  `${seconds(from, began)} to ${seconds(to, began)}: fault ${name}, ${struck}`;
