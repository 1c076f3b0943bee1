import { ManualClock } from '@secureconnect/testing';
import { Lease } from './lease';

describe('the lease of a worker', () => {
  let clock: ManualClock;
  let lease: Lease;

  beforeEach(() => {
    clock = new ManualClock();
    lease = new Lease(1_000, () => clock.now());
  });

  it('is not held before the first beat has arrived', () => {
    expect(lease.isHeld).toBe(false);
    expect(lease.expires()).toBe(false);
    expect(lease.renew(clock.now())).toBe(true);
    expect(lease.isHeld).toBe(true);
  });

  it('counts from when a beat was begun, not from when its answer came', async () => {
    const begunAt = clock.now();
    await clock.advance(600);
    lease.renew(begunAt);
    await clock.advance(400);
    expect(lease.isHeld).toBe(false);
  });

  it('is lost once, and regained once', async () => {
    lease.renew(clock.now());
    await clock.advance(1_000);
    expect([lease.expires(), lease.expires()]).toEqual([true, false]);
    expect([lease.renew(clock.now()), lease.renew(clock.now())]).toEqual([true, false]);
  });

  it('is not regained by a beat that took longer than the lease', async () => {
    const begunAt = clock.now();
    await clock.advance(1_000);
    expect(lease.renew(begunAt)).toBe(false);
    expect(lease.isHeld).toBe(false);
  });
});
