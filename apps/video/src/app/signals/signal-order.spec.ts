import * as fc from 'fast-check';
import { KeptSignals } from './kept-signals';
import { defaultSignalBounds } from './signal-bounds';
import { SignalInbox } from './signal-inbox';
import { type Signal } from './signal';
import { comparePlaces, signalIdOf, signalIdPattern, signalPlaceOf } from './signal-place';
import { SignalTally } from './signal-tally';

const signalOf = (leg: number, number: number): Signal => ({
  ...{ id: signalIdOf({ leg, number }), event: 'offer', data: { sdp: `${leg}.${number}` } as never },
});

describe('the place of a signal', () => {
  it('goes by the leg, and then by the number, as numbers', () => {
    const sorted = ['3.17', '3.9', '10.1', '4.1'].map(signalPlaceOf).sort(comparePlaces).map(signalIdOf);
    expect(sorted).toEqual(['3.9', '3.17', '4.1', '10.1']);
    expect(['3.17', '3', 'x.1', '3.', '-1.2', '1e9.1'].filter((id) => signalIdPattern.test(id))).toEqual([
      '3.17',
    ]);
  });
});

describe('when signals come to a leg in any order, twice, or not at all', () => {
  const here = (heard: string[], isThere = () => true) => ({
    ...{ leg: 1, socketId: 'socket' },
    tell: (_event: string, data: object) => {
      if (isThere()) heard.push((data as { signal_id: string }).signal_id);
      return isThere();
    },
  });

  it('is told each once, in order and without a gap, however they came', () => {
    const story = fc.property(fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 60 }), (numbers) => {
      const heard: string[] = [];
      const inbox = new SignalInbox(1, 'call', new SignalTally());
      for (const number of numbers) inbox.take({ from: 'ada', signals: [signalOf(1, number)] }, here(heard));
      expect(heard).toEqual(heard.map((_id, index) => `1.${index + 1}`));
    });
    fc.assert(story);
  });

  it('lacks what is missing, until it is said that there is no more', () => {
    const heard: string[] = [];
    const inbox = new SignalInbox(1, 'call', new SignalTally());
    const take = (number: number, upTo?: string) =>
      inbox.take({ from: 'ada', signals: [signalOf(2, number)], ...(upTo && { upTo }) }, here(heard));
    expect([take(3), take(3, '2.5'), take(4), take(6)]).toEqual(['lacks', 'told', 'told', 'told']);
    expect(heard).toEqual(['2.3', '2.6']);
  });

  it('counts nothing as told of which the socket was gone', () => {
    const heard: string[] = [];
    let isThere = false;
    const inbox = new SignalInbox(1, 'call', new SignalTally());
    const notice = { from: 'ada', signals: [signalOf(1, 1)], upTo: '1.1' };
    expect(
      inbox.take(
        notice,
        here(heard, () => isThere),
      ),
    ).toBe('gone');
    expect(inbox.lastOf('ada')).toBeUndefined();
    isThere = true;
    expect(
      inbox.take(
        notice,
        here(heard, () => isThere),
      ),
    ).toBe('told');
    expect(heard).toEqual(['1.1']);
  });
});

describe('when more is said than is kept', () => {
  const bounds = {
    ...defaultSignalBounds,
    mostOfPair: 3,
    mostLengthOfSender: 400,
    mostLength: 600,
    mostSignals: 8,
  };
  const say = (kept: KeptSignals, from: string, to: string, count: number, sdp = 'x', at = 0) => {
    const said = kept.of({ callId: 'call', from, to });
    for (let number = 1; number <= count; number += 1)
      kept.add(said, { ...signalOf(1, number), data: { sdp } as never }, { leg: 1, number }, at);
    return said;
  };
  const keeping = () => {
    const tally = new SignalTally();
    return { tally, kept: new KeptSignals(bounds, (reason) => tally.drop(reason)) };
  };

  it('keeps the last of a pair', () => {
    const { kept, tally } = keeping();
    expect(
      say(kept, 'ada', 'bob', 5)
        .after(undefined)
        .map(({ id }) => id),
    ).toEqual(['1.3', '1.4', '1.5']);
    expect(tally.dropped.full).toBe(2);
  });

  it('has a flood push out what is of the same sender, and nobody else’s', () => {
    const { kept } = keeping();
    const said = say(kept, 'bob', 'ada', 2);
    for (const to of ['bob', 'cy', 'dot']) say(kept, 'ada', to, 3, 'x'.repeat(150));
    expect(said.after(undefined)).toHaveLength(2);
    expect(kept.totalLength).toBeLessThanOrEqual(450);
  });

  it('stays within its bounds whoever says how much', () => {
    const { kept } = keeping();
    for (let each = 0; each < 50; each += 1) say(kept, `sender ${each}`, 'bob', 3, 'x'.repeat(each));
    expect(kept.size).toBeLessThanOrEqual(bounds.mostSignals);
    expect(kept.totalLength).toBeLessThanOrEqual(bounds.mostLength);
    for (const said of [...kept.all]) kept.forget(said);
    expect([kept.size, kept.totalLength]).toEqual([0, 0]);
  });

  it('forgets what is old, which is a loss only where nobody had passed it on', () => {
    const { kept, tally } = keeping();
    const said = say(kept, 'ada', 'bob', 3);
    kept.pass(said.pair, { leg: 1, number: 2 });
    expect(said.waiting?.place.number).toBe(3);
    kept.forgetOld(bounds.keptMs - 1);
    expect(kept.size).toBe(3);
    kept.forgetOld(bounds.keptMs);
    expect([kept.size, tally.dropped.old]).toEqual([0, 1]);
  });
});
