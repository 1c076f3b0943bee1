import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { lab, ready, startInstance } from './worker-lab.contract';
import { workOf } from './written-work.contract';

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
  lab.does = workOf(instance.app.get(DataSource), name);
  process.once('SIGTERM', () => void instance.app.close().then(() => process.exit(0)));
}

function shiftClock(ms: number): void {
  const real = Date.now.bind(Date);
  Date.now = () => real() + ms;
}

void main();
