import { logFloods } from './log-floods';
import { type TroubleLine } from './log-watch';

const line = (at: number, text = 'Outbox: PostgreSQL is away', instance = 'chat-0'): TroubleLine => {
  return { at, instance, kind: text, text };
};
const every = (ms: number, count: number, text?: string) =>
  Array.from({ length: count }, (_, index) => line(index * ms, text));
const fault = { number: 0, name: 'redis-killed', struck: 'redis', from: 0, to: 5_000 };

describe('the volume of logs', () => {
  it('may be one line a minute, and two for each fault', () => {
    expect(logFloods(every(61_000, 10), [])).toEqual([]);
    expect(logFloods(every(100, 3), [fault])).toEqual([]);
  });

  it('may not be a line for each call', () => {
    const [flood] = logFloods(every(100, 40), [fault]);
    expect(flood).toMatchObject({ at: 0, instance: 'chat-0' });
    expect(flood?.what).toMatch(
      /^log-flood: 40 times in a minute, with 0 changes of state and 1 faults: Outbox/,
    );
  });

  it('may be one line for each change of state, and one beside it', () => {
    const changes = every(1_000, 20, 'Redis: normal -> degraded after 2.0 s');
    expect(logFloods([...changes, ...every(1_000, 20)], [])).toEqual([]);
  });

  it('is counted for each instance', () => {
    expect(logFloods([line(0), line(1, undefined, 'chat-1'), line(2, undefined, 'auth-0')], [])).toEqual([]);
    expect(logFloods([line(0), line(1)], [])).toHaveLength(1);
  });
});
