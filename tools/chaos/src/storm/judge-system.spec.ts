import { type MadeFault } from '../history/storm-history';
import { MadeHistory } from '../models/made-history.contract';
import { judgeSystem } from './judge-system';

describe('an instance that was ended', () => {
  const judged = (rest: Partial<MadeFault>) => {
    const fault = { number: 0, name: 'instance-killed', struck: 'chat-1', from: 0, to: 12_000, ...rest };
    return judgeSystem({ ...new MadeHistory(), ended: 90_000, faults: [fault] });
  };

  it('is there again soon after, or found', () => {
    expect(judged({})).toEqual([]);
    expect(judged({ to: 45_000 })).toMatchObject([
      { fault: 'not-started', at: 45_000, what: expect.stringContaining('chat-1') },
    ]);
    expect(judged({ name: 'instance-stopped', failed: 'it was not ready' })).toMatchObject([
      { fault: 'not-started', what: expect.stringContaining('it was not ready') },
    ]);
  });

  it('is no other that was struck for long', () => {
    expect(judged({ name: 'redis-loading', struck: 'redis', to: 45_000 })).toEqual([]);
  });
});
