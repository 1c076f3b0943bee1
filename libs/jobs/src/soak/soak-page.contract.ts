import { type SoakFindings } from './run-soak.contract';
import { type Soak } from './soak-catalogue.contract';

/** One soak and what came of it. */
export interface Row {
  readonly soak: Soak;
  readonly findings: SoakFindings;
}

const columns =
  'soak | faults made | holds | accepted | refused | unknown | of these ran | run again | fate unknown | seed'.split(
    ' | ',
  );

const text = (count: number): string => count.toLocaleString('en');
const made = ({ made }: SoakFindings): string =>
  Object.entries(made)
    .map(([name, times]) => `${name} (${times})`)
    .sort()
    .join(', ');

const rowOf = ({ soak, findings }: Row): string => {
  const { broken, accepted, refused, unknown, unknownRan, again, fateUnknown, seed } = findings;
  const holds = broken.length === 0 ? 'yes' : `**no**: ${broken.join('; ')}`;
  const counts = [accepted, refused, unknown, unknownRan, again, fateUnknown].map(text);
  return `| ${[soak.name, made(findings), holds, ...counts, seed].join(' | ')} |`;
};

/** docs/jobs/faults.md. */
export const soakPage = (rows: readonly Row[], machine: string): string => `# What jobs survive

## In short

Two instances, each a process of its own, take 10,000 jobs and run them while workers, PostgreSQL and Redis fail. Afterwards the whole history is held against what was promised: what producers were answered, each call of a handler, and the effects in PostgreSQL.

This page is written by \`npm run chaos -- jobs --record\`; \`npm test\` does the same with 1,500 jobs and a new seed each time, which its name says.

## What must hold

- A job that runs at least once, and was accepted, has left its effect once: by its own key, or by \`job.endIn\`.
- A job of a change made in a transaction ran if, and only if, the change is there.
- A job that runs at most once ran once, or is a dead letter that says its fate is unknown; none ran twice.
- Of an order key, no job began before the one before it was done.
- No job ran whose \`enqueue\` was refused; nothing was left behind.

## What was seen

| ${columns.join(' | ')} |
|${columns.map(() => ' --- |').join('')}
${rows.map(rowOf).join('\n')}

- **refused**: \`enqueue\` said no within its deadline, or the transaction of the change was rolled back; the producer asked for another job. **unknown**: who was asked was killed before it could say, or PostgreSQL did not answer (\`EnqueueUnansweredError\`).
- **run again**: calls of a handler for a job that had been called before: it failed at first (every seventeenth does), or its worker or PostgreSQL was gone.
- **fate unknown**: jobs that run at most once whose worker was gone; operators decide.
- A seed gives the work and the order of the faults; when each meets what, the machine decides. Redis is killed, frozen and wiped as the other two are, and nothing shows: jobs have no part in it.

## What no queue can promise

A commit whose answer is lost has happened or has not, and nobody can tell from outside. The deadline of an \`enqueue\` travels with its statement, and PostgreSQL looks at its own clock first and last, so what a frozen server finds when it wakes does nothing. What is left is a server that stops within the commit itself. So \`enqueue\` tells two refusals apart: what PostgreSQL was never asked for, or has refused, never runs; what it was asked for and has not answered is an \`EnqueueUnansweredError\`, which says so and names the job. Whoever must know enqueues with an idempotency key and asks again.

Measured on ${machine}.
`;
