import { newId } from '@secureconnect/platform';
import { type RateCheck, type RateDecision } from './rate-limit.store';
import { type RatePolicy } from './rate-policy';

/** One place where limits are counted, as the contract sees it. */
export interface RateLimitTier {
  admit(checks: readonly RateCheck[]): RateDecision | Promise<RateDecision>;
}

const hourMs = 3_600_000;
let number = 0;

/** A limit of its own: so slow that no moment of a test lets anybody in. */
export const slowPolicy = (more: Partial<RatePolicy> = {}): RatePolicy => {
  number += 1;
  return { name: `slow-${number}`, by: 'address', limit: 10, periodMs: hourMs, burst: 3, ...more };
};

/** What every tier of limits owes. */
export function itLimits(open: () => RateLimitTier): void {
  const admit = async (...checks: RateCheck[]) => open().admit(checks);
  const check = (policy = slowPolicy(), more: Partial<RateCheck> = {}): RateCheck => ({
    ...{ policy, subject: newId() },
    ...more,
  });

  it('admits the burst, tells what is left, and then refuses and says for how long', async () => {
    const one = check();
    for (const remaining of [2, 1, 0])
      expect(await admit(one)).toMatchObject({
        isAllowed: true,
        remaining,
        retryAfterMs: 0,
        policy: one.policy,
      });
    const refused = await admit(one);
    expect(refused).toMatchObject({ isAllowed: false, remaining: 0, policy: one.policy });
    expect(refused.retryAfterMs).toBeGreaterThan(300_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(360_000);
    expect(refused.resetMs).toBeGreaterThan(1_000_000);
    expect(refused.resetMs).toBeLessThanOrEqual(1_080_000);
  });

  it('counts each subject and each policy by itself', async () => {
    const one = check(slowPolicy({ burst: 1 }));
    expect((await admit(one)).isAllowed).toBe(true);
    expect((await admit(one)).isAllowed).toBe(false);
    expect((await admit({ ...one, subject: newId() })).isAllowed).toBe(true);
    expect((await admit({ ...one, policy: slowPolicy() })).isAllowed).toBe(true);
  });

  it('takes all checks of a request or none, and names the policy that refuses', async () => {
    const [narrow, wide] = [check(slowPolicy({ burst: 1 })), check(slowPolicy({ burst: 3 }))];
    expect(await admit(narrow, wide)).toMatchObject({ isAllowed: true, policy: narrow.policy, remaining: 0 });
    expect(await admit(wide, narrow)).toMatchObject({ isAllowed: false, policy: narrow.policy });
    expect(await admit(wide)).toMatchObject({ isAllowed: true, remaining: 1 });
  });

  it('takes as much as a request costs, and at most the burst', async () => {
    const one = check();
    expect(await admit({ ...one, cost: 2 })).toMatchObject({ isAllowed: true, remaining: 1 });
    expect(await admit({ ...one, cost: 2 })).toMatchObject({ isAllowed: false, remaining: 1 });
    expect(await admit(one)).toMatchObject({ isAllowed: true, remaining: 0 });
    expect(await admit(check(one.policy, { cost: 1_000 }))).toMatchObject({ isAllowed: true, remaining: 0 });
  });

  it('refuses nobody by a shadow, and takes nothing of it that would not fit', async () => {
    const shadow = check(slowPolicy({ burst: 1, isShadow: true }));
    const real = check();
    for (const remaining of [2, 1, 0])
      expect(await admit(shadow, real)).toMatchObject({ isAllowed: true, policy: real.policy, remaining });
    expect(await admit(shadow, real)).toMatchObject({ isAllowed: false, policy: real.policy });
    const alone = await admit(shadow);
    expect(alone).toMatchObject({ isAllowed: true, policy: shadow.policy, remaining: 0 });
    expect(alone.resetMs).toBeLessThanOrEqual(360_000);
  });

  it('admits no more than the burst of many who ask at once', async () => {
    const one = check(slowPolicy({ burst: 7 }));
    const decisions = await Promise.all(Array.from({ length: 50 }, () => admit(one)));
    expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(7);
  });
}
