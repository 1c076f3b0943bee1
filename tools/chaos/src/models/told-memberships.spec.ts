import { type Step } from '../history/storm-history';
import { faultsOf, MadeHistory } from './made-history.contract';
import { messagesModel } from './messages-model';

const moved = (what: 'add' | 'remove', rest: Partial<Step> = {}) => ({
  ...{ subject: 'messages' as const, what, facts: { conversation: 'c', about: 'v' }, ...rest },
});
/** A conversation of two, of whom one has two devices; `u` stays, `v` comes and goes. */
const founded = () =>
  new MadeHistory()
    .step({ subject: 'messages', what: 'found', facts: { conversation: 'c', members: 'u v' } })
    .find('conversation', { conversation: 'c' })
    .find('device', { user: 'u' }, { actor: 'ada/0' })
    .find('device', { user: 'v' }, { actor: 'eve/0' })
    .find('device', { user: 'v' }, { actor: 'eve/1' });
const hear = (history: MadeHistory, actor: string, event: string, version: number) => {
  const user = actor.startsWith('eve') ? 'v' : 'u';
  return history.hear(event, { conversation: 'c', version, about: 'v', user }, { actor });
};
const everybody = ['ada/0', 'eve/0', 'eve/1'];
const heardBy = (history: MadeHistory, event: string, version: number, ...actors: string[]) => {
  for (const actor of actors) hear(history, actor, event, version);
  return history;
};
const removed = (...actors: string[]) =>
  heardBy(founded().step(moved('remove')), 'member.removed', 2, ...actors).later(10_000);

describe('who is removed, and comes back', () => {
  it('is told so by each of her devices', () => {
    expect(messagesModel.judge(removed(...everybody))).toEqual([]);
    const deaf = messagesModel.judge(removed('ada/0', 'eve/1'));
    expect(deaf).toMatchObject([{ fault: 'removal-untold', what: expect.stringContaining('eve/0') }]);
  });

  it('need not be told who began anew, nor what happened a moment ago', () => {
    const anew = (reason: string) =>
      removed('ada/0', 'eve/1').hear('fresh_start', { user: 'v', reason }, { actor: 'eve/0' });
    expect(messagesModel.judge(anew('cursor_too_old'))).toEqual([]);
    expect(faultsOf(messagesModel, anew('first'))).toEqual(['removal-untold']);
    const late = heardBy(founded().step(moved('remove')), 'member.removed', 2, 'ada/0');
    expect(messagesModel.judge(late)).toEqual([]);
  });

  it('need not be told of a stay that was over before she heard of it', () => {
    const short = (...comers: string[]) => {
      const history = heardBy(removed(...everybody), 'member.added', 3, ...comers);
      return heardBy(history, 'member.removed', 4, 'ada/0', 'eve/0').later(10_000);
    };
    expect(messagesModel.judge(short('ada/0', 'eve/0'))).toEqual([]);
    expect(faultsOf(messagesModel, short(...everybody))).toEqual(['removal-untold']);
  });

  it('is out of it where that was answered with a yes', () => {
    expect(faultsOf(messagesModel, founded().step(moved('remove')))).toEqual(['membership-lost']);
    const back = removed(...everybody).step(moved('add'));
    expect(faultsOf(messagesModel, back)).toEqual(['membership-lost']);
    expect(messagesModel.judge(heardBy(back, 'member.added', 3, ...everybody))).toEqual([]);
  });

  it('may have been out of it already, where an answer was lost before', () => {
    const lost = heardBy(
      founded().step(moved('remove', { outcome: 'unknown' })),
      'member.removed',
      2,
      ...everybody,
    );
    expect(messagesModel.judge(lost.step(moved('remove')).later(10_000))).toEqual([]);
  });
});
