import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { lab, ready, startInstance } from './worker-lab.contract';

/**
 * A worker as a process of its own, for signals: it writes down each run, does what the text says and writes down its
 * end. `NAME`, `DATABASE_URL` and `OPTIONS` come from the environment; `SKEW_MS` shifts the clock of this process.
 */
async function main(): Promise<void> {
  shiftClock(Number(process.env['SKEW_MS'] ?? 0));
  const name = process.env['NAME'] ?? '';
  const options = JSON.parse(process.env['OPTIONS'] ?? '{}') as object;
  const instance = await startInstance(name, process.env['DATABASE_URL'] ?? '', options);
  await ready(instance);
  const source = instance.app.get(DataSource);
  const write = (what: string, id: string, attempt: number) =>
    source.query('INSERT INTO events (what, instance, job, attempt) VALUES ($1, $2, $3, $4)', [what, name, id, attempt]); // prettier-ignore
  lab.does = async ({ text }, { id, attempt }) => {
    await write('begun', id, attempt);
    if (text.startsWith('slow')) await sleep(Number(text.split(' ')[1]));
    await write('done', id, attempt);
  };
  process.once('SIGTERM', () => void instance.app.close().then(() => process.exit(0)));
}

function shiftClock(ms: number): void {
  const real = Date.now.bind(Date);
  Date.now = () => real() + ms;
}

void main();
