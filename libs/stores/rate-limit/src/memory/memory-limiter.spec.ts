import { itLimits } from '../rate-limit.contract';
import { type RatePolicy } from '../rate-policy';
import { RatePolicyError } from '../rate-policy.error';
import { DebtTable } from './debt-table';
import { type LimitShare, MemoryLimiter } from './memory-limiter';
import { PolicyBook } from './policy-book';

let time = 1_000;
const open = (capacity = 1_000) => new MemoryLimiter(new PolicyBook(), new DebtTable(capacity), () => time);
const policy = (more: Partial<RatePolicy> = {}): RatePolicy => ({
  ...{ name: 'calls', by: 'address', limit: 10, periodMs: 1_000, burst: 5 },
  ...more,
});
const shareOf = (instances: number): LimitShare => ({
  ...{ tier: 'memory', isDegraded: true, instances, since: time },
});

/** The same numbers for every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a part of a limit that is not its own yet', () => {
  const burst = 100;
  const wide = policy({ limit: 100, periodMs: 3_600_000, burst });
  const admittedBy = (limiter: MemoryLimiter, share: LimitShare): number => {
    let admitted = 0;
    while (limiter.admit([{ policy: wide, subject: 'you' }], share).isAllowed) admitted += 1;
    return admitted;
  };

  it.each([2, 4])(
    'admits whoever asks little; all %d together a tenth more than the limit at most',
    (count) => {
      const blind = { ...shareOf(count), isBlind: true };
      const each = admittedBy(open(), blind);
      expect(each).toBe(Math.floor((0.1 * burst) / count));
      expect(each).toBeGreaterThan(0);
    },
  );

  it('is counted as what it was once it is its own', () => {
    const limiter = open();
    const blind = admittedBy(limiter, { ...shareOf(2), isBlind: true });
    expect(blind + admittedBy(limiter, shareOf(2))).toBe(burst / 2);
  });

  it('has nothing for whoever has used much of it before', () => {
    const limiter = open();
    for (let taken = 0; taken < 20; taken += 1) limiter.admit([{ policy: wide, subject: 'you' }]);
    expect(admittedBy(limiter, { ...shareOf(2), isBlind: true })).toBe(0);
  });
});

describe('a limit, over any time', () => {
  it.each([1, 2, 3, 4, 5, 6])('admits burst and rate and no more, whenever requests come (%d)', (seed) => {
    const random = numbers(seed);
    const limiter = open();
    const one = policy({
      limit: 1 + Math.floor(random() * 50),
      periodMs: 100 + random() * 5_000,
      burst: 1 + Math.floor(random() * 20),
    });
    const interval = Math.ceil((one.periodMs * 1_000) / one.limit) / 1_000;
    const admitted: number[] = [];
    for (let asked = 0; asked < 3_000; asked += 1) {
      time += random() < 0.1 ? random() * 20 * interval : random() * interval;
      if (limiter.admit([{ policy: one, subject: 'you' }]).isAllowed) admitted.push(time);
    }
    expect(admitted.length).toBeGreaterThan(100);
    let most = 0;
    for (const [from, first] of admitted.entries())
      for (let to = from; to < Math.min(admitted.length, from + 100); to += 1)
        most = Math.max(most, to - from + 1 - (admitted[to]! - first) / interval);
    expect(most).toBeLessThanOrEqual(one.burst + 1e-6);
  });

  it('is used up by whoever keeps asking', () => {
    const limiter = open();
    let admitted = 0;
    for (let ms = 0; ms < 60_000; ms += 1) {
      time += 1;
      admitted += Number(limiter.admit([{ policy: policy(), subject: 'you' }]).isAllowed);
    }
    expect(admitted).toBe(5 + 599);
  });
});

describe('a limit shared by four', () => {
  it.each([
    ['spread over them', (asked: number) => asked % 4],
    ['sticking to one for a while', (asked: number) => Math.floor(asked / 500) % 4],
    ['as they like', () => Math.floor(Math.random() * 4)],
  ])('admits no more than the limit, from wherever the debt was, to clients %s', (_name, pick) => {
    const limiters = [1, 2, 3, 4].map(() => open());
    const [one] = [policy({ burst: 12 })];
    for (const limiter of limiters) limiter.learn(limiter.book.of(one), 'you', time + 600);
    const [startedAt, share] = [time, shareOf(4)];
    let admitted = 0;
    for (let asked = 0; asked < 20_000; asked += 1) {
      time += 1;
      const checks = [{ policy: one, subject: 'you' }];
      admitted += Number(limiters[pick(asked)]!.admit(checks, share).isAllowed);
    }
    expect(admitted).toBeLessThanOrEqual(6 + (time - startedAt) / 100);
  });

  it('gives a stranger a part of the burst, and where that is less than one request, one with time', () => {
    const share = shareOf(4);
    const limiters = [1, 2, 3, 4].map(() => open());
    const admitted = (one: RatePolicy) =>
      limiters.filter((limiter) => limiter.admit([{ policy: one, subject: 'you' }], share).isAllowed).length;
    expect(admitted(policy({ name: 'wide', burst: 4 }))).toBe(4);
    expect(admitted(policy({ name: 'narrow', burst: 1 }))).toBe(0);
    time += 300;
    expect(admitted(policy({ name: 'narrow', burst: 1 }))).toBe(4);
    expect(admitted(policy({ name: 'narrow', burst: 1 }))).toBe(0);
  });

  it('follows those who come and go', () => {
    const limiter = open();
    const rate = (instances: number) => {
      let admitted = 0;
      for (let ms = 0; ms < 10_000; ms += 1) {
        time += 1;
        const checks = [{ policy: policy(), subject: 'you' }];
        admitted += Number(limiter.admit(checks, shareOf(instances)).isAllowed);
      }
      return admitted;
    };
    rate(1);
    expect(rate(4)).toBeLessThanOrEqual(26);
    expect(rate(2)).toBeLessThanOrEqual(52);
  });
});

describe('memory that is full', () => {
  it('holds no more than it may, and keeps whoever is over a limit, through a flood of a million', () => {
    const limiter = open(10_000);
    const share = shareOf(4);
    const wide = policy({ name: 'wide', limit: 1_000, burst: 1_000 });
    const slow = policy({ name: 'slow', limit: 1, periodMs: 3_600_000, burst: 3 });
    const guilty = Array.from({ length: 500 }, (_, at) => [{ policy: slow, subject: `guilty ${at}` }]);
    for (const checks of guilty) while (limiter.admit(checks, share).isAllowed);
    for (let key = 0; key < 1_000_000; key += 1)
      limiter.admit([{ policy: wide, subject: `flood ${key}` }], share);
    expect(limiter.table.size).toBeLessThanOrEqual(10_000);
    expect(limiter.table.unsettled).toBeLessThanOrEqual(10_000);
    expect(limiter.table.evictions).toBeGreaterThan(900_000);
    for (const checks of guilty) expect(limiter.admit(checks, share).isAllowed).toBe(false);
  });

  it('keeps whoever is over a limit, however little they owe beside those who may still come', () => {
    const limiter = open(100);
    const hour = { limit: 1, periodMs: 3_600_000 };
    const guilty = Array.from({ length: 50 }, (_, at) => [
      { policy: policy({ name: 'strict', burst: 1, ...hour }), subject: `guilty ${at}` },
    ]);
    for (const checks of guilty) limiter.admit(checks);
    time += 3_240_000;
    const wide = policy({ name: 'wide', burst: 1_000, ...hour });
    for (let key = 0; key < 10_000; key += 1)
      limiter.admit([{ policy: wide, subject: `flood ${key}`, cost: 900 }]);
    expect(limiter.table.evictions).toBeGreaterThan(9_000);
    for (const checks of guilty) expect(limiter.admit(checks).isAllowed).toBe(false);
  });

  it('counts strangers as one where everybody in it is over a limit', () => {
    const limiter = open(100);
    const one = policy({ limit: 1, periodMs: 3_600_000, burst: 2 });
    const flood = (name: string) => {
      let admitted = 0;
      for (let key = 0; key < 1_000; key += 1)
        for (let time = 0; time < 3; time += 1)
          admitted += Number(limiter.admit([{ policy: one, subject: `${name} ${key}` }]).isAllowed);
      return admitted;
    };
    expect(flood('one')).toBe(100 * 2 + 2);
    expect(flood('other')).toBe(0);
    expect(limiter.table.turnedAway).toBeGreaterThan(0);
    time += 2 * 3_600_000;
    expect(flood('third')).toBeGreaterThan(0);
  });

  it('lets go of those at rest first', () => {
    const limiter = open(100);
    const subjects = (name: string) => Array.from({ length: 100 }, (_, at) => `${name} ${at}`);
    for (const subject of subjects('one')) limiter.admit([{ policy: policy(), subject }]);
    time += 10_000;
    for (const subject of subjects('other')) limiter.admit([{ policy: policy(), subject }]);
    expect(limiter.table).toMatchObject({ size: 100, evictions: 0 });
  });
});

describe('a policy', () => {
  it.each([{ burst: 0 }, { limit: 0 }, { periodMs: Number.NaN }, { name: '' }])(
    'is refused with %p',
    (wrong) => {
      expect(() => open().admit([{ policy: policy(wrong), subject: 'you' }])).toThrow(RatePolicyError);
    },
  );

  it('has its name to itself', () => {
    const limiter = open();
    limiter.admit([{ policy: policy(), subject: 'you' }]);
    limiter.admit([{ policy: policy(), subject: 'you' }]);
    const other = { policy: policy({ limit: 11 }), subject: 'you' };
    expect(() => limiter.admit([other])).toThrow('the name of two limits');
  });
});

describe('the contract', () => {
  const limiter = open();
  itLimits(() => limiter);
});
