import { setTimeout as sleep } from 'node:timers/promises';
import { type DataSource } from 'typeorm';
import { type lab } from './worker-lab.contract';

/** Work that writes down its beginning and its end, and takes as long as its text says. */
export function workOf(source: DataSource, name: string): NonNullable<typeof lab.does> {
  const write = (what: string, id: string, attempt: number) =>
    source.query('INSERT INTO events (what, instance, job, attempt) VALUES ($1, $2, $3, $4)', [what, name, id, attempt]); // prettier-ignore
  return async ({ text }, { id, attempt }) => {
    await write('begun', id, attempt);
    if (text.startsWith('slow')) await sleep(Number(text.split(' ')[1]));
    await write('done', id, attempt);
  };
}
