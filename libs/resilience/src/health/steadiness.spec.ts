import { defaultRedisHealthOptions } from './redis-health.options';
import { Steadiness } from './steadiness';

function build() {
  const clock = { now: 0 };
  const options = { ...defaultRedisHealthOptions, goodProbesToRecover: 3, steadyMs: 100, calmMs: 60_000 };
  const steadiness = new Steadiness(options, () => clock.now);
  steadiness.begin();
  const good = (): boolean => {
    steadiness.good();
    if (steadiness.isEarned) steadiness.returned();
    return steadiness.isEarned;
  };
  const answerFor = (ms: number): number => {
    let returns = 0;
    for (const end = clock.now + ms; clock.now < end; clock.now += 50) if (good()) returns += 1;
    return returns;
  };
  return { clock, steadiness, answerFor, good };
}

describe('the steadiness of a Redis that came back', () => {
  it('is believed within 300 ms the first time', () => {
    const { steadiness, answerFor } = build();
    steadiness.lost();
    expect(answerFor(300)).toBeGreaterThan(0);
  });

  it('asks for several good probes in a row, however long apart', () => {
    const { clock, steadiness, good } = build();
    steadiness.lost();
    expect(good()).toBe(false);
    clock.now += 1_000;
    expect(good()).toBe(false);
    expect(good()).toBe(true);
  });

  it('asks a second and more of one that flaps: 60 s of 300 ms up and 300 ms down are one return at most', () => {
    const { clock, steadiness, good } = build();
    let returns = 0;
    for (let elapsed = 0; elapsed < 60_000; elapsed += 600) {
      steadiness.lost();
      clock.now += 300;
      const end = clock.now + 300;
      let isBack = false;
      for (; clock.now < end; clock.now += 50) isBack = good() || isBack;
      if (isBack) returns += 1;
    }
    expect(returns).toBe(1);
  });

  it('forgets the flapping once Redis was calm', () => {
    const { clock, steadiness, answerFor } = build();
    steadiness.lost();
    answerFor(300);
    steadiness.lost();
    expect(steadiness.steadyMs).toBe(1_000);
    answerFor(2_000);
    clock.now += 60_000;
    steadiness.lost();
    expect(steadiness.steadyMs).toBe(100);
  });

  it('doubles what it asks with each loss, up to its bound', () => {
    const { steadiness, answerFor } = build();
    const asked = Array.from({ length: 7 }, () => {
      steadiness.lost();
      answerFor(steadiness.steadyMs + 100);
      return steadiness.steadyMs;
    });
    expect(asked).toEqual([100, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  it('asks only twice as much of one that held for a while', () => {
    const { clock, steadiness, answerFor } = build();
    steadiness.lost();
    answerFor(300);
    clock.now += 10_000;
    steadiness.lost();
    expect(steadiness.steadyMs).toBe(200);
  });
});
