import { AnyStrategy } from './any-strategy';
import { type BreakerOptions } from './breaker.options';
import { BreakerOpenError } from './breaker-open.error';
import { type BreakerTransition, CircuitBreaker } from './circuit-breaker';
import { ConsecutiveStrategy } from './consecutive.strategy';
import { CountWindowStrategy } from './count-window.strategy';
import { SlowCallStrategy } from './slow-call.strategy';

function build(options: Partial<BreakerOptions> = {}) {
  const clock = { now: 0 };
  const breaker = new CircuitBreaker('redis.read', {
    recoveryTimeoutMs: 1_000,
    now: () => clock.now,
    ...options,
  });
  const seen: BreakerTransition[] = [];
  breaker.transitions$.subscribe((transition) => seen.push(transition));
  const fail = (times: number) => {
    for (let index = 0; index < times; index += 1) if (breaker.admit()) breaker.fail();
  };
  return { breaker, clock, fail, path: () => seen.map(({ from, to, reason }) => `${from}>${to}: ${reason}`) };
}

describe('a circuit breaker', () => {
  afterEach(() => jest.useRealTimers());

  it('opens after five failures in a row, and one success forgets those before it', () => {
    const { breaker, fail, path } = build();
    fail(4);
    breaker.succeed();
    fail(4);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
    expect(breaker.admit()).toBe(false);
    expect(path()).toEqual(['closed>open: failures']);
  });

  it('forgets failures older than the monitoring period', () => {
    const { breaker, clock, fail } = build({ monitoringPeriodMs: 10_000 });
    fail(4);
    clock.now = 10_001;
    fail(1);
    expect(breaker.state).toBe('closed');
  });

  it('lets one trial through after the recovery timeout, and closes when it succeeds', () => {
    const { breaker, clock, fail, path } = build();
    fail(5);
    clock.now = 999;
    expect(breaker.admit()).toBe(false);
    expect(breaker.retryAfterMs).toBe(1);
    clock.now = 1_000;
    expect(breaker.admit()).toBe(true);
    expect(breaker.admit()).toBe(false);
    breaker.succeed();
    expect(breaker.state).toBe('closed');
    expect(path()).toEqual([
      'closed>open: failures',
      'open>half-open: trial',
      'half-open>closed: trials succeeded',
    ]);
  });

  it('opens again at once when the trial fails, and waits anew', () => {
    const { breaker, clock, fail } = build();
    fail(5);
    clock.now = 1_000;
    breaker.admit();
    breaker.fail();
    expect(breaker.state).toBe('open');
    clock.now = 1_999;
    expect(breaker.admit()).toBe(false);
    clock.now = 2_000;
    expect(breaker.admit()).toBe(true);
  });

  it('asks for several good trials where told so', () => {
    const { breaker, clock, fail } = build({ trialsToClose: 2 });
    fail(5);
    clock.now = 1_000;
    breaker.admit();
    breaker.succeed();
    expect(breaker.state).toBe('half-open');
    breaker.admit();
    breaker.succeed();
    expect(breaker.state).toBe('closed');
  });

  it('gives the trial to the next caller when one gives up', () => {
    const { breaker, clock, fail } = build();
    fail(5);
    clock.now = 1_000;
    breaker.admit();
    breaker.withdraw();
    expect(breaker.admit()).toBe(true);
  });

  it('ignores what is told to it by calls made before it opened', () => {
    const { breaker, fail } = build();
    fail(5);
    breaker.succeed();
    expect(breaker.state).toBe('open');
  });

  it('says since when it keeps calls away, whatever is tried in between, and since when somebody holds it', () => {
    jest.useFakeTimers();
    const { breaker, clock, fail } = build();
    const failedTrial = () => {
      clock.now = 1_000;
      expect(breaker.admit()).toBe(true);
      breaker.fail();
    };
    const after = (ms: number, act: () => void) => {
      jest.setSystemTime(ms);
      act();
      return breaker.since.getTime();
    };
    expect([
      after(1_000, () => fail(5)),
      after(2_000, failedTrial),
      after(3_000, () => breaker.forceOpen()),
      after(4_000, () => breaker.forceOpen()),
      after(5_000, () => breaker.reset()),
      after(6_000, () => breaker.forceClose()),
      after(7_000, () => breaker.reset()),
    ]).toEqual([1_000, 1_000, 3_000, 3_000, 5_000, 6_000, 7_000]);
  });

  describe('in the hands of an operator', () => {
    it('stays open until reset, however long that is', () => {
      const { breaker, clock, path } = build();
      breaker.forceOpen();
      clock.now = 1e9;
      expect(breaker.admit()).toBe(false);
      expect(breaker.isForced).toBe(true);
      breaker.reset();
      expect(breaker.admit()).toBe(true);
      expect(path()).toEqual(['closed>open: operator', 'open>closed: operator']);
    });

    it('stays closed until reset, whatever fails', () => {
      const { breaker, fail } = build();
      breaker.forceClose();
      fail(100);
      expect(breaker.state).toBe('closed');
      breaker.reset();
      fail(5);
      expect(breaker.state).toBe('open');
    });
  });

  describe('around a call', () => {
    const failing = () => Promise.reject(new Error('down'));

    it('does not make it while open, and says when to try again', async () => {
      const { breaker, fail } = build();
      fail(5);
      const work = jest.fn(failing);
      await expect(breaker.execute(work)).rejects.toMatchObject({
        code: 'breaker_open',
        retryAfterMs: 1_000,
      });
      expect(work).not.toHaveBeenCalled();
    });

    it('serves the fallback while open and when the call fails, and tells it why', async () => {
      const { breaker } = build({ failureThreshold: 1 });
      const reasons: unknown[] = [];
      const fallback = (error: unknown) => (reasons.push(error), 'instead');
      expect(await breaker.execute(failing, { fallback })).toBe('instead');
      expect(await breaker.execute(failing, { fallback })).toBe('instead');
      expect(reasons).toEqual([new Error('down'), expect.any(BreakerOpenError)]);
    });

    it('does not count what is no failure of what is called', async () => {
      const { breaker } = build({ failureThreshold: 1 });
      const counts = (error: unknown) => (error as Error).message !== 'WRONGTYPE';
      const bug = () => Promise.reject(new Error('WRONGTYPE'));
      await expect(breaker.execute(bug, { counts })).rejects.toThrow('WRONGTYPE');
      expect(breaker.state).toBe('closed');
    });

    it('does not count a caller who gave up, and frees the trial', async () => {
      const { breaker, clock, fail } = build();
      fail(5);
      clock.now = 1_000;
      const controller = new AbortController();
      const call = breaker.execute(
        () =>
          new Promise((_, reject) =>
            controller.signal.addEventListener('abort', () => reject(new Error('gone'))),
          ),
        { signal: controller.signal },
      );
      controller.abort();
      await expect(call).rejects.toThrow('gone');
      expect(breaker.state).toBe('half-open');
      expect(breaker.admit()).toBe(true);
    });
  });
});

describe('strategies', () => {
  it('count window: opens by the share of failures among the last outcomes, old ones fall out', () => {
    const strategy = new CountWindowStrategy(10, 0.5);
    const outcomes = [0, 1, 0, 1, 0, 1, 0, 1, 0].map((failed) =>
      failed ? strategy.failure() : strategy.success(),
    );
    expect(outcomes).not.toContain(true);
    expect(strategy.failure()).toBe(true);
    for (let index = 0; index < 10; index += 1) strategy.success();
    expect(strategy.failure()).toBe(false);
  });

  it('slow calls: a Redis that crawls is no Redis', () => {
    const { breaker } = build({ strategy: () => new SlowCallStrategy(200, 10, 0.8) });
    for (let index = 0; index < 10; index += 1) breaker.succeed(10);
    expect(breaker.state).toBe('closed');
    for (let index = 0; index < 8; index += 1) breaker.succeed(1_000);
    expect(breaker.state).toBe('open');
  });

  it('any of several: the first to say so opens', () => {
    const { breaker, fail } = build({
      strategy: (options) =>
        new AnyStrategy(
          new ConsecutiveStrategy(3, options.monitoringPeriodMs),
          new SlowCallStrategy(200, 4, 1),
        ),
    });
    for (let index = 0; index < 4; index += 1) breaker.succeed(500);
    expect(breaker.state).toBe('open');
    breaker.reset();
    fail(3);
    expect(breaker.state).toBe('open');
  });
});
