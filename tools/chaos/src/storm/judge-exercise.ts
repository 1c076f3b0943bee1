import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { subjects } from '../history/subject';

/** In less time not everybody comes to everything, and a storm made shorter is to be that. */
const judgedFromMs = 60_000;
/** Now and then what strikes at the same time keeps a fault from being made. */
const mayFail = { part: 0.25, atLeast: 4 } as const;

/** A storm in which nobody was answered, or in which hardly anything broke, has shown nothing: that is no storm that held. */
export function judgeExercise(history: StormHistory): Finding[] {
  const { began, ended, calmFrom = ended } = history;
  return calmFrom - began < judgedFromMs ? [] : [...untried(history), ...unbroken(history)];
}

function untried({ steps, ended }: StormHistory): Finding[] {
  const answered = new Set(
    steps.filter(({ outcome }) => outcome !== 'unknown').map(({ subject }) => subject),
  );
  return subjects
    .filter((subject) => !answered.has(subject))
    .map((subject) => foundAt(ended, 'untried', `nothing that anybody asked for of ${subject} was answered`));
}

function unbroken({ faults, ended }: StormHistory): Finding[] {
  const failed = faults.filter((fault) => fault.failed !== undefined).length;
  if (failed < mayFail.atLeast || failed <= mayFail.part * faults.length) return [];
  return [foundAt(ended, 'unbroken', `${failed} of ${faults.length} faults could not be made or ended`)];
}

const foundAt = (at: number, fault: string, what: string): Finding => ({
  ...{ subject: 'system', fault, what, at },
  steps: [],
});
