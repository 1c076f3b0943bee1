import { faults } from '../faults/faults';
import { type Sighting } from '../watch/mode-watch';
import { judgeMeanwhile } from './judge-meanwhile';
import { judgeModes } from './judge-modes';
import { judgeTraffic } from './judge-traffic';

const [kill] = faults;
const services = ['gateway', 'auth', 'chat', 'video', 'storage'] as const;
const outage = { from: 1_000, until: 9_000, whole: 9_400 };
const seen = (mode: Sighting['mode'], at: number) =>
  services.map((service): Sighting => ({ service, mode, why: '', at }));

describe('the judge of a drill', () => {
  it('holds services that say they do without Redis, and heal', () => {
    const checks = judgeModes(kill!, outage, [...seen('normal', 0), ...seen('degraded', 1_300)]);
    expect(checks.map(({ held }) => held)).toEqual([true, true]);
    expect(checks[0]!.said).toBe('the last of them 0.3 s after it was taken away');
    expect(checks[1]!.said).toBe('0.4 s after Redis was back');
  });

  it('does not reckon with the time it takes to say that Redis is back', () => {
    const before = { ...outage, whole: 8_900 };
    const [, healed] = judgeModes(kill!, before, [...seen('normal', 0), ...seen('degraded', 1_300)]);
    expect(healed).toMatchObject({ held: true, said: 'as soon as Redis was back' });
  });

  it('names the service that did not notice', () => {
    const blind = seen('degraded', 1_300).filter(({ service }) => service !== 'chat');
    expect(judgeModes(kill!, outage, blind)[0]).toMatchObject({ held: false, said: 'chat did not say so' });
  });

  it('does not take an earlier outage for this one', () => {
    const earlier = [...seen('degraded', 500), ...seen('normal', 700)];
    expect(judgeModes(kill!, outage, earlier)[0]!.held).toBe(false);
  });

  it('asks nothing new of services that were without Redis when it was taken away', () => {
    expect(judgeModes(kill!, outage, seen('degraded', 500))[0]).toMatchObject({
      held: true,
      said: 'the last of them 0.0 s after it was taken away',
    });
  });

  it('holds nobody who is not in normal mode again', () => {
    const checks = judgeModes(kill!, { ...outage, whole: undefined }, seen('degraded', 1_300));
    expect(checks[1]!.held).toBe(false);
  });

  it('counts what failed meanwhile, and says why the first did', () => {
    const good = { kind: 'request', at: 1, ms: 10, failed: '' } as const;
    expect(judgeTraffic([good, good])).toMatchObject({ held: true });
    expect(judgeTraffic([good, { ...good, kind: 'message', failed: 'refused' }])).toMatchObject({
      held: false,
      said: '1 of 2 failed, first a message: refused',
    });
  });

  it('does not hold what was answered in the end and kept somebody waiting', () => {
    expect(judgeTraffic([{ kind: 'request', at: 1, ms: 6_000, failed: '' }]).held).toBe(false);
  });

  it('does not hold a drill in which nothing went on', () => {
    expect(judgeTraffic([]).held).toBe(false);
  });

  it('sums up what was there meanwhile, and names what was not', () => {
    const good = { asks: 'Every file', held: true, said: '2 files' };
    expect(judgeMeanwhile([good, { ...good, asks: 'Every file again' }])).toMatchObject({
      ...{ held: true, said: '2 files' },
    });
    expect(judgeMeanwhile([good, { asks: 'Every call', held: false, said: 'one rings' }])).toMatchObject({
      ...{ held: false, said: 'Every call: one rings' },
    });
    expect(judgeMeanwhile([]).held).toBe(false);
  });
});
