import { subjects } from '../history/subject';
import { type Finding } from '../history/finding';
import { type KeptStorm } from '../history/kept-storm';
import { drawPlan } from '../storm/draw-plan';
import { type Step } from '../history/storm-history';

/** How many of what was done of a subject, and how it ended. */
export interface SubjectRow {
  readonly subject: string;
  readonly steps: number;
  readonly done: number;
  readonly refused: number;
  readonly unknown: number;
  readonly heard: number;
  readonly found: number;
  readonly unsure: number;
}

/** How often a fault was made, and what it struck. */
export interface FaultRow {
  readonly name: string;
  readonly times: number;
  readonly struck: readonly string[];
  /** From when it began until what it struck was well again. */
  readonly seconds: number;
  /** For how long it was drawn. */
  readonly planned: number;
  /** How often it could not be made or ended as planned. */
  readonly failed: number;
}

/** A row for each subject; one without a step was judged by nothing. */
export function subjectRows({ history: { steps, heard }, findings }: KeptStorm): SubjectRow[] {
  const names = [...subjects, 'system'];
  const count = (of: readonly Step[], outcome: Step['outcome']) =>
    of.filter((step) => step.outcome === outcome).length;
  return names.map((subject) => {
    const own = steps.filter((step) => step.subject === subject);
    return {
      ...{ subject, steps: own.length, done: count(own, 'done') },
      ...{ refused: count(own, 'refused'), unknown: count(own, 'unknown') },
      heard: heard.filter((each) => each.subject === subject).length,
      found: findings.filter((each) => each.subject === subject && !each.isUnsure).length,
      unsure: findings.filter((each) => each.subject === subject && each.isUnsure).length,
    };
  });
}

/** What became of a subject: in a sign, and in words. */
export function judgedOf({ subject, steps, heard, found, unsure }: SubjectRow) {
  if (found > 0) return { kind: 'found', sign: '✗', words: `${found} found` } as const;
  if (unsure > 0) return { kind: 'unsure', sign: '?', words: `${unsure} unsure` } as const;
  if (steps + heard > 0 || subject === 'system') return { kind: 'held', sign: '✓', words: 'held' } as const;
  return { kind: 'untried', sign: '·', words: 'not tried' } as const;
}

/** A row for each fault that was made. */
export function faultRows({ plan, history: { faults } }: Pick<KeptStorm, 'plan' | 'history'>): FaultRow[] {
  const plannedMs = new Map(plan.faults.map(({ number, forMs }) => [number, forMs]));
  const names = [...new Set(faults.map(({ name }) => name))].sort();
  return names.map((name) => {
    const own = faults.filter((fault) => fault.name === name);
    return {
      name,
      times: own.length,
      struck: [...new Set(own.map(({ struck }) => struck))].sort(),
      failed: own.filter(({ failed }) => failed !== undefined).length,
      seconds: own.reduce((sum, { from, to }) => sum + (to - from) / 1_000, 0),
      planned: own.reduce((sum, { number }) => sum + (plannedMs.get(number) ?? 0) / 1_000, 0),
    };
  });
}

/** How the same storm is held again. */
export function commandsOf({ plan }: KeptStorm): Readonly<Record<string, string>> {
  const { seed, form, people, lastsMs, pauseMs } = plan;
  const options = `--seed ${seed} --forms ${form} --people ${people} --minutes ${lastsMs / 60_000}`;
  const replay = 'npm run chaos -- --replay history.jsonl';
  const drawn = drawPlan({ seed, form, people, minutes: lastsMs / 60_000, pauseMs });
  // What was made shorter is drawn by no seed.
  const isDrawn = JSON.stringify(drawn.faults) === JSON.stringify(plan.faults);
  return {
    'the same storm': isDrawn ? `npm run chaos -- ${options}` : replay,
    'the same plan, be it drawn otherwise by then': replay,
    'judged again': 'npm run chaos -- --judge history.jsonl',
    'made shorter, where it did not hold': 'npm run chaos -- --shrink history.jsonl',
  };
}

/** Findings by subject and word, those that are certain first. */
export function byKind(findings: readonly Finding[]): [string, Finding[]][] {
  const kinds = new Map<string, Finding[]>();
  const sure = findings.filter(({ isUnsure }) => !isUnsure);
  for (const finding of [...sure, ...findings.filter(({ isUnsure }) => isUnsure)]) {
    const kind = `${finding.subject}/${finding.fault}${finding.isUnsure ? ' (unsure)' : ''}`;
    const own = kinds.get(kind);
    if (own) own.push(finding);
    else kinds.set(kind, [finding]);
  }
  return [...kinds];
}
