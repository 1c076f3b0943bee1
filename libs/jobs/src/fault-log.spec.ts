import { QueryFailedError } from 'typeorm';
import { FaultLog } from './fault-log';

describe('what is done again and again and fails', () => {
  const lines: string[] = [];
  let now = 0;
  const log = () => new FaultLog('It failed', { error: (line: string) => lines.push(line) }, () => now);
  beforeEach(() => {
    lines.length = 0;
    now = 0;
  });

  it('is told at once where it is a fault, and no more than once a minute', () => {
    const faults = log();
    for (now = 0; now < 130_000; now += 1_000) faults.note(new TypeError('x is undefined'));
    expect(lines).toEqual(['It failed', 'It failed', 'It failed']);
  });

  it('is not told, and hides no fault, where PostgreSQL is away', () => {
    const faults = log();
    faults.note(new QueryFailedError('SELECT 1', [], new Error('Query read timeout')));
    expect(lines).toEqual([]);
    faults.note(new TypeError('x is undefined'));
    expect(lines).toHaveLength(1);
  });
});
