import { type Extent } from './soak-producers.contract';

/** One way to let servers and workers fail while jobs are taken and run. */
export interface Soak extends Extent {
  readonly name: string;
}

const jobs = 10_000;

/** The long form, in the order it runs. */
export const soaks: readonly Soak[] = [
  { name: 'everything', jobs, spanMs: 90_000 },
  { name: 'PostgreSQL frozen again and again', jobs, spanMs: 30_000, faults: ['PostgreSQL frozen'] },
  {
    name: 'PostgreSQL restarted and killed again and again',
    ...{ jobs, spanMs: 30_000, faults: ['PostgreSQL restarted', 'PostgreSQL killed'] },
  },
  {
    name: 'workers killed, frozen and asked to end again and again',
    ...{ jobs, spanMs: 60_000 },
    faults: ['a worker killed', 'a worker asked to end', 'a worker frozen beyond its lease'],
  },
];
