import { judgeOutage, type OutageTimes } from './judge-outage';
import { type CallRecord, type Ending } from './outage-record';

// Away from 10,000 to 16,000; it answers again at 16,020.
const times: OutageTimes = { faultAt: 10_000, healedAt: 16_000, answersAt: 16_020, watchedUntil: 19_000 };
const call = (begun: number, tookMs: number, ending: Ending, fromRedis = false): CallRecord => ({
  ...{ begun, tookMs, ending, fromRedis },
});
const judge = (...calls: CallRecord[]) => judgeOutage({ calls, uncaught: 0 }, times);

describe('an outage', () => {
  it('is over for callers with the first right answer to a call begun in it', () => {
    const before = call(9_999, 2, 'right', true);
    expect(judge(before, call(10_005, 20, 'failed'), call(10_010, 100, 'right')).firstRightMs).toBe(110);
  });

  it('that nobody is answered in counts as long as it lasted', () => {
    const { firstRightMs, p50Ms, normalMs } = judge(call(11_000, 8_000, 'unsettled'));
    expect({ firstRightMs, p50Ms, normalMs }).toEqual({ firstRightMs: 6_000, p50Ms: 5_000, normalMs: 2_980 });
  });

  it('is measured from its first right answer on, until Redis is back, whoever still waits', () => {
    const first = call(10_000, 100, 'right');
    const waiting = call(15_000, 1_500, 'right', true);
    const { p50Ms, p99Ms } = judge(first, call(10_050, 90, 'right'), call(12_000, 4, 'failed'), waiting);
    expect(p50Ms).toBe(502);
    expect(p99Ms).toBeCloseTo(990, 0);
  });

  it('has hung those who were still waiting when it ended, but for the last second’s', () => {
    const answeredLate = call(14_000, 2_010, 'right', true);
    const { hung } = judge(answeredLate, call(13_000, 6_000, 'unsettled'), call(15_500, 510, 'right', true));
    expect(hung).toBe(2);
  });

  it('counts failures while it lasts, and wrong answers afterwards too', () => {
    const { failed, wrong } = judge(
      ...[
        call(9_000, 1, 'failed'),
        call(9_000, 1, 'wrong'),
        call(12_000, 1, 'failed'),
        call(12_000, 1, 'wrong'),
      ],
      call(17_000, 1, 'wrong', true),
    );
    expect({ failed, wrong }).toEqual({ failed: 1, wrong: 2 });
  });

  it('ends in normal with the first call begun after it that Redis served', () => {
    const calls = [call(15_990, 35, 'right', true), call(16_030, 1, 'right'), call(16_200, 2, 'right', true)];
    expect(judge(...calls).normalMs).toBe(182);
  });
});
