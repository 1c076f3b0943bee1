import { until } from '@secureconnect/testing';
import { DeadlineWheel } from '../deadline/deadline-wheel';
import { PostgresTier } from './postgres-tier';

describe('a PostgreSQL tier whose every place is taken by queries that hang', () => {
  it('rests again after each trial, so that one caller at a time waits and all others are told at once', async () => {
    const maxConcurrent = 5;
    const tier = new PostgresTier(new DeadlineWheel(5), () => true, { maxConcurrent, deadlineMs: 50 });
    const outcome = (): Promise<unknown> =>
      tier.run('ask', () => new Promise<never>(() => undefined)).catch(({ code }: { code: string }) => code);
    const first = Array.from({ length: maxConcurrent }, outcome);
    expect(new Set(await Promise.all(first))).toEqual(new Set(['postgres_late']));
    await until('a trial', async () => (await outcome()) === 'bulkhead_full');
    expect(tier.breaker.state).toBe('open');
    expect(await outcome()).toBe('postgres_resting');
  });
});
