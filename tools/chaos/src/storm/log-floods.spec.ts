import { logFloods } from './log-floods';
import { type TroubleLine } from './log-watch';

const line = (
  at: number,
  text = 'PostgreSQL is away',
  instance = 'chat-0',
  subsystem = 'Outbox',
): TroubleLine => {
  return { at, instance, subsystem, text };
};
const every = (ms: number, count: number, text?: string) =>
  Array.from({ length: count }, (_, index) => line(index * ms, text));
const fault = { number: 0, name: 'redis-killed', struck: 'redis', from: 0, to: 5_000 };

describe('the volume of logs', () => {
  it('may be one line a minute, and one for each change: what was struck goes away, and comes back', () => {
    expect(logFloods(every(61_000, 10), [])).toEqual([]);
    expect(logFloods(every(100, 3), [fault])).toEqual([]);
    expect(logFloods(every(100, 4), [fault])).toHaveLength(1);
  });

  it('may not be a line for each call', () => {
    const [flood] = logFloods(every(100, 40), [fault]);
    expect(flood).toMatchObject({ at: 0, instance: 'chat-0' });
    expect(flood?.what).toMatch(/^log-flood: 40 lines of Outbox in a minute with 1 faults: 40 x PostgreSQL/);
  });

  it('may not be another line for each call either', () => {
    const calls = Array.from({ length: 6 }, (_, call) => line(call * 100, `call ${call} failed`));
    expect(logFloods(calls, [fault])).toHaveLength(1);
  });

  it('is not excused by a fault of long ago', () => {
    expect(logFloods(every(100, 3), [{ ...fault, from: -60_000, to: -30_000 }])).toHaveLength(1);
  });

  it('has a line of its own for each change of state, and these excuse no other', () => {
    const changes = every(1_000, 20, 'Redis: normal -> degraded after 2.0 s');
    expect(logFloods([...changes, line(0)], [])).toEqual([]);
    expect(logFloods([...changes, line(0), line(1)], [])).toHaveLength(1);
  });

  it('is counted for each subsystem of each instance', () => {
    const other = line(2, undefined, 'chat-0', 'Redis');
    expect(logFloods([line(0), line(1, undefined, 'chat-1'), other], [])).toEqual([]);
    expect(logFloods([line(0), line(1)], [])).toHaveLength(1);
  });
});
