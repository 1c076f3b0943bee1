import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobsReport } from './jobs-report';
import { type JobsSubject, type JobsSubjectName, loadOf } from './jobs-subject';
import { jobsSubjects } from './jobs-subjects';

// Measures one subject, in a process of its own:
//   node jobs-program.ts <subject> <url of PostgreSQL> <port of Redis> <part of the whole number of jobs>
// Writes a JobsReport as JSON.
const [name, postgresUrl, port, part] = process.argv.slice(2) as [JobsSubjectName, string, string, string];
const many = (jobs: number): number => Math.max(20, Math.round(jobs * Number(part)));
const latencies = many(200);
const warmUps = 300;

/** Enqueues so many jobs, so many callers at once; gives how long it took. */
async function enqueueAll(subject: JobsSubject, jobs: number, callers: number): Promise<number> {
  const since = performance.now();
  let number = 0;
  const call = async (): Promise<void> => {
    while (number < jobs) await subject.enqueue(loadOf(number++));
  };
  await Promise.all(Array.from({ length: callers }, call));
  return performance.now() - since;
}

const rate = (jobs: number, ms: number): number => (jobs / ms) * 1_000;

async function measure(): Promise<JobsReport> {
  const subject = await jobsSubjects[name]({ postgresUrl, redisPort: Number(port) }, 1);
  await enqueueAll(subject, warmUps, 10);
  const enqueue = async (jobs: number, callers: number) =>
    rate(jobs, await enqueueAll(subject, jobs, callers));
  const [few, some, most] = [many(600), many(3_000), many(8_000)];
  const enqueued = { 1: await enqueue(few, 1), 10: await enqueue(some, 10), 100: await enqueue(most, 100) };
  let ran = 0;
  let onRun = (): void => undefined;
  await subject.work(() => {
    ran += 1;
    onRun();
  });
  const all = async (count: number) => {
    await new Promise<void>((resolve) => {
      onRun = () => ran >= count && resolve();
      onRun();
    });
  };
  const before = warmUps + few + some + most;
  await all(before);
  const jobs = many(10_000);
  const since = performance.now();
  await enqueueAll(subject, jobs, 100);
  await all(before + jobs);
  const endToEnd = rate(jobs, performance.now() - since);
  const waitsMs: number[] = [];
  for (let index = 1; index <= latencies; index += 1) {
    const from = performance.now();
    const started = all(before + jobs + index).then(() => waitsMs.push(performance.now() - from));
    await Promise.all([subject.enqueue(loadOf(index)), started]);
    await sleep(10);
  }
  return { enqueued, endToEnd, waitsMs };
}

void measure().then((report) => process.stdout.write(JSON.stringify(report), () => process.exit(0)));
