import { Logger } from '@nestjs/common';
import { RedisBreakers, type RedisHealthService } from '@secureconnect/resilience';
import { until } from '@secureconnect/testing';
import { NEVER } from 'rxjs';
import { Levers } from './levers.service';
import { RecentEvents } from './recent-events.service';

describe('the levers of an instance', () => {
  const health = { state$: NEVER } as unknown as RedisHealthService;
  const breakers = new RedisBreakers(health);
  const events = new RecentEvents(health, breakers);
  const levers = new Levers(health, breakers, events);

  beforeAll(() => {
    Logger.overrideLogger(false);
    events.onModuleInit();
  });
  afterAll(() => events.onModuleDestroy());

  const pull = async (lever: 'breaker-close' | 'breaker-reset') => {
    const before = Date.now();
    await until('the clock to go on', () => Date.now() > before, { every: 1 });
    return levers.pull({ lever, kind: 'read' }, 'Ann');
  };

  it('hold a breaker where it stands, since then, and no later when they are pulled once more', async () => {
    const { since: before } = breakers.of('read');
    expect(await pull('breaker-close')).toBe('read forced closed');
    const { since } = breakers.of('read');
    expect(since.getTime()).toBeGreaterThan(before.getTime());
    expect(await pull('breaker-close')).toBe('read forced closed');
    expect(breakers.of('read').since).toBe(since);
    expect(await pull('breaker-reset')).toBe('read closed');
    expect(breakers.of('read').since.getTime()).toBeGreaterThan(since.getTime());
    expect(events.list.map(({ what, from, to }) => `${what} ${from} ${to}`)).toEqual([
      'operator Ann breaker-reset',
      'operator Ann breaker-close',
      'operator Ann breaker-close',
    ]);
  });
});
