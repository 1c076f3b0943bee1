import 'reflect-metadata';
import { type EnqueueOutageReport } from './jobs-report';
import { type JobsSubjectName, loadOf } from './jobs-subject';
import { jobsSubjects } from './jobs-subjects';

// Enqueues every 20 ms, in a process of its own, from the first SIGUSR2 to the second, and then says what came of it:
//   node enqueue-outage-program.ts <subject> <url of PostgreSQL> <port of Redis>
// Says "ready" when it can, and ends with an EnqueueOutageReport as JSON.
const [name, postgresUrl, port] = process.argv.slice(2) as [JobsSubjectName, string, string];
const everyMs = 20;
/** Who was asked later than this before the end may still be answered in time. */
const patienceMs = 1_100;
const waits: number[] = [];
const open = new Set<number>();
const counts = { accepted: 0, refused: 0 };

// A job that was refused long after it was asked for has nobody left who waits.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, () => undefined);

async function main(): Promise<void> {
  const subject = await jobsSubjects[name]({ postgresUrl, redisPort: Number(port) }, 1);
  for (let number = 0; number < 50; number += 1) await subject.enqueue(loadOf(number));
  const call = (): void => {
    const begun = performance.now();
    open.add(begun);
    const end = (outcome: keyof typeof counts): void => {
      open.delete(begun);
      waits.push(performance.now() - begun);
      counts[outcome] += 1;
    };
    subject.enqueue(loadOf(waits.length)).then(
      () => end('accepted'),
      () => end('refused'),
    );
  };
  let calling: NodeJS.Timeout | undefined;
  process.on('SIGUSR2', () => {
    if (!calling) calling = setInterval(call, everyMs);
    else finish();
  });
  process.stdout.write('ready\n');
}

function finish(): void {
  const now = performance.now();
  const slowestMs = Math.max(...waits, ...[...open].map((begun) => now - begun));
  const pending = [...open].filter((begun) => now - begun > patienceMs).length;
  const report: EnqueueOutageReport = { slowestMs, pending, ...counts };
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
}

void main();
