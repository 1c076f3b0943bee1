import { alertsPage } from './alerts-page';
import { type AlertsReport } from './alerts-report';
import { readPage } from './kept-page';

const report = (more: Partial<AlertsReport> = {}): AlertsReport => ({
  ...{ quiet: undefined, figures: [], rounds: [], command: 'npm run chaos -- alerts', machine: 'one' },
  ...more,
});
const written = (more: Partial<AlertsReport>, before = ''): string =>
  alertsPage(report(more), readPage(before));
const rowsOf = (page: string) => readPage(page).rows;

const killed = { alert: 'ServiceDown', fault: 'both-of-video-killed', firedMs: 70_000, clearedMs: 9_000 };
const full = { alert: 'StorageDiskFull', fault: 'disk-full', firedMs: 76_000, clearedMs: 13_000 };
const beside = (fault: string) => ({
  faults: [fault],
  beside: [{ alert: 'JobsDying', text: 'JobsDying{}', why: 'it is so' }],
});

describe('the page of the alerts', () => {
  it('has a row for each alert that is made here, also for one that was not made yet', () => {
    const rows = rowsOf(written({ figures: [killed] }));
    expect(rows.get('ServiceDown')?.slice(0, 4)).toEqual([
      '`ServiceDown`',
      '`both-of-video-killed`',
      '70 s',
      '9 s',
    ]);
    expect(rows.get('RedisFlapping')).toEqual(['`RedisFlapping`', '', 'not yet', 'not yet', '']);
    expect(rows.has('JobsStuck')).toBe(false);
  });

  it('keeps what a piece of it left out', () => {
    const before = written({ figures: [full], rounds: [beside('disk-full')] });
    const page = written({ figures: [killed], rounds: [beside('both-of-video-killed')] }, before);
    expect(rowsOf(page).get('StorageDiskFull')?.[2]).toBe('76 s');
    expect([...readPage(page).beside.keys()]).toEqual(['both-of-video-killed', 'disk-full']);
  });

  it('forgets what was seen of faults that are made no more, or for another alert', () => {
    const gone = { ...full, fault: 'no-such-fault' };
    const moved = { ...killed, fault: 'disk-full' };
    const before = written({ figures: [gone, moved], rounds: [beside('no-such-fault')] });
    const page = written({}, before);
    expect(rowsOf(page).get('StorageDiskFull')?.[2]).toBe('not yet');
    expect(rowsOf(page).get('ServiceDown')?.[2]).toBe('not yet');
    expect(page).not.toContain('no-such-fault');
  });
});
