import { Cron } from 'croner';

/**
 * When a queue feeds itself: every so many milliseconds, or by a cron expression in a time zone (UTC unless said). An
 * hour that its clocks go through twice counts once, one that they leave out is made up for: what is to come every
 * hour or every minute is said in UTC.
 */
export type Repeat = { readonly everyMs: number } | { readonly cron: string; readonly timeZone?: string };

/**
 * The first time after `now`. Periods that nobody was there for are not made up; an `everyMs` keeps the beat it began
 * with. `now` is PostgreSQL's: no process decides by its own clock.
 */
export function nextTime(repeat: Repeat, now: Date, previous?: Date): Date | undefined {
  if ('cron' in repeat) return new Cron(repeat.cron, { timezone: zoneOf(repeat) }).nextRun(now) ?? undefined;
  const start = previous?.getTime() ?? now.getTime();
  const periods = Math.max(1, Math.floor((now.getTime() - start) / repeat.everyMs) + 1);
  return new Date(start + periods * repeat.everyMs);
}

/** Tells two ways of repeating apart, whichever process wrote them. */
export const specOf = (repeat: Repeat): string =>
  'cron' in repeat ? `cron ${repeat.cron} ${zoneOf(repeat)}` : `every ${repeat.everyMs} ms`;

const zoneOf = ({ timeZone = 'UTC' }: { timeZone?: string }): string => timeZone;
