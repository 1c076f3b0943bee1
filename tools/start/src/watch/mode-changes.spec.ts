import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { ModeChanges, type SeenMode, type Sighting } from './mode-changes';

const all = (mode: SeenMode, others: Partial<Record<ServiceName, Sighting>> = {}) =>
  new Map(serviceNames.map((name) => [name, others[name] ?? { mode }]));

describe('mode changes', () => {
  it('says nothing of a system that is normal from the start', () => {
    expect(new ModeChanges().see(all('normal'), 0)).toEqual([]);
  });

  it('tells a start in degraded mode', () => {
    expect(new ModeChanges().see(all('degraded'), 0)).toEqual([
      { who: 'system', from: 'normal', mode: 'degraded' },
    ]);
  });

  it('holds the line back until all five agree, and tells it once with a reason', () => {
    const changes = new ModeChanges();
    changes.see(all('normal'), 0);
    expect(changes.see(all('normal', { auth: { mode: 'degraded' } }), 1_000)).toEqual([]);
    const reason = { mode: 'degraded', reason: 'redis: gone' } as const;
    expect(changes.see(all('degraded', { chat: reason }), 2_000)).toEqual([
      { who: 'system', from: 'normal', mode: 'degraded', reason: 'redis: gone' },
    ]);
    expect(changes.see(all('degraded'), 3_000)).toEqual([]);
  });

  it('tells of one service alone when the others do not follow', () => {
    const changes = new ModeChanges();
    const one = all('normal', { video: { mode: 'unavailable', reason: 'database: gone' } });
    expect(changes.see(one, 0)).toEqual([]);
    expect(changes.see(one, 3_000)).toEqual([
      { who: ['video'], from: 'normal', mode: 'unavailable', reason: 'database: gone' },
    ]);
    expect(changes.see(all('normal'), 4_000)).toEqual([
      { who: ['video'], from: 'unavailable', mode: 'normal' },
    ]);
  });

  it('tells in one line of those that change alike', () => {
    const changes = new ModeChanges();
    const two = all('normal', { auth: { mode: 'degraded' }, video: { mode: 'degraded' } });
    changes.see(two, 0);
    expect(changes.see(two, 3_000)).toEqual([{ who: ['auth', 'video'], from: 'normal', mode: 'degraded' }]);
  });

  it('says nothing of a change that was over before it was told', () => {
    const changes = new ModeChanges();
    changes.see(all('normal', { auth: { mode: 'silent' } }), 0);
    expect(changes.see(all('normal'), 1_000)).toEqual([]);
  });
});
