import { type KeptStorm } from '../history/kept-storm';
import { type MadeFault, type Step } from '../history/storm-history';

/** How many of what was done of a subject, and how it ended. */
export interface SubjectRow {
  readonly subject: string;
  readonly steps: number;
  readonly done: number;
  readonly refused: number;
  readonly unknown: number;
  readonly heard: number;
}

/** How often a fault was made, and what it struck. */
export interface FaultRow {
  readonly name: string;
  readonly times: number;
  readonly struck: readonly string[];
  readonly seconds: number;
}

/** A row for each subject there was. */
export function subjectRows({ history: { steps, heard } }: KeptStorm): SubjectRow[] {
  const names = [...new Set([...steps, ...heard].map(({ subject }) => subject))].sort();
  const count = (of: readonly Step[], outcome: Step['outcome']) =>
    of.filter((step) => step.outcome === outcome).length;
  return names.map((subject) => {
    const own = steps.filter((step) => step.subject === subject);
    return {
      ...{ subject, steps: own.length, done: count(own, 'done') },
      ...{ refused: count(own, 'refused'), unknown: count(own, 'unknown') },
      heard: heard.filter((each) => each.subject === subject).length,
    };
  });
}

/** A row for each fault that was made. */
export function faultRows(faults: readonly MadeFault[]): FaultRow[] {
  const names = [...new Set(faults.map(({ name }) => name))].sort();
  return names.map((name) => {
    const own = faults.filter((fault) => fault.name === name);
    return {
      name,
      times: own.length,
      struck: [...new Set(own.map(({ struck }) => struck))].sort(),
      seconds: own.reduce((sum, { from, to }) => sum + (to - from) / 1_000, 0),
    };
  });
}

/** How the same storm is held again. */
export function commandsOf({ plan }: KeptStorm): Readonly<Record<string, string>> {
  const { seed, form, people, lastsMs } = plan;
  const options = `--seed ${seed} --forms ${form} --people ${people} --minutes ${lastsMs / 60_000}`;
  return {
    'the same storm': `npm run chaos -- ${options}`,
    'the same plan, be it drawn otherwise by then': 'npm run chaos -- --replay history.jsonl',
    'judged again': 'npm run chaos -- --judge history.jsonl',
    'made shorter, where it did not hold': 'npm run chaos -- --shrink history.jsonl',
  };
}
