import { nextTime, type Repeat, specOf } from './repeat';

/** The next times after one another, as people read them. */
function timesOf(repeat: Repeat, from: string, count: number): string[] {
  const times: string[] = [];
  for (let now = new Date(from); times.length < count;) {
    now = nextTime(repeat, now) as Date;
    times.push(now.toISOString());
  }
  return times;
}

describe('a cron expression', () => {
  const nightly = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };

  it('is of UTC unless said', () => {
    expect(timesOf({ cron: '0 3 * * *' }, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T03:00:00.000Z',
      '2026-03-30T03:00:00.000Z',
    ]);
  });

  it('comes once in the night in which its hour is left out', () => {
    // Clocks go from 02:00 to 03:00 on 29 March.
    const times = timesOf(nightly, '2026-03-28T00:00:00Z', 3);
    expect(times).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('comes once in the night that has its hour twice', () => {
    // Clocks go from 03:00 back to 02:00 on 25 October.
    expect(timesOf(nightly, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('counts an hour that comes twice once, also where it comes every hour', () => {
    const hourly = { cron: '0 * * * *', timeZone: 'Europe/Berlin' };
    expect(timesOf(hourly, '2026-10-24T23:30:00Z', 3)).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T02:00:00.000Z',
      '2026-10-25T03:00:00.000Z',
    ]);
    // Who minds says it in UTC.
    expect(timesOf({ cron: '0 * * * *' }, '2026-10-24T23:30:00Z', 2)[1]).toBe('2026-10-25T01:00:00.000Z');
  });
});

describe('a period', () => {
  const at = (ms: number): Date => new Date(ms);

  it('keeps its beat, and makes up for nothing it missed', () => {
    const repeat = { everyMs: 100 };
    expect(nextTime(repeat, at(1_000))).toEqual(at(1_100));
    expect(nextTime(repeat, at(1_103), at(1_100))).toEqual(at(1_200));
    expect(nextTime(repeat, at(1_200), at(1_100))).toEqual(at(1_300));
    expect(nextTime(repeat, at(1_999), at(1_100))).toEqual(at(2_000));
  });

  it('is told from others', () => {
    const all = [{ everyMs: 1 }, { everyMs: 2 }, { cron: '* * * * *' }, { cron: '* * * * *', timeZone: 'Asia/Tokyo' }];
    expect(new Set(all.map(specOf)).size).toBe(4);
    expect(specOf({ cron: '* * * * *', timeZone: 'UTC' })).toBe(specOf({ cron: '* * * * *' }));
  }); // prettier-ignore
});
