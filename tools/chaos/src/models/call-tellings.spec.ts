import { type Step } from '../history/storm-history';
import { callsModel } from './calls-model';
import { faultsOf, MadeHistory } from './made-history.contract';

const calls = { subject: 'calls' } as const;
const begun = 100_000;
/** Ada calls Bob, who has two devices; nobody does anything about it. */
const rung = () =>
  new MadeHistory()
    .step({ subject: 'messages', what: 'found', facts: { conversation: 'p', members: 'u v' } })
    .find('device', { user: 'u' }, { actor: 'ada/0' })
    .find('device', { user: 'v' }, { actor: 'bob/0' })
    .find('device', { user: 'v' }, { actor: 'bob/1' })
    .step({
      ...{ ...calls, what: 'initiate', begun },
      facts: { call: 'c', conversation: 'p', user: 'u', state: 'ringing', version: 1 },
    });
const hear = (history: MadeHistory, actor: string, user: string) =>
  history.hear('call.changed', { call: 'c', version: 1, state: 'ringing', user }, { ...calls, actor });
const over = (history: MadeHistory, state: string, endedAt: number) => {
  for (const actor of ['ada', 'bob'])
    history.find('call', { call: 'c', state, version: 3, reason: null, endedAt }, { ...calls, actor });
  return history;
};
const heardByAll = () => hear(hear(rung(), 'bob/0', 'v'), 'bob/1', 'v');
const missed = (history: MadeHistory) => over(history, 'missed', begun + 45_500);
const act = (what: string, rest: Partial<Step> = {}) => ({
  ...{ ...calls, what, facts: { call: 'c', user: 'v' }, ...rest },
});

describe('who hears of a call', () => {
  it('is each device of whoever is called', () => {
    expect(callsModel.judge(missed(heardByAll()))).toEqual([]);
    const deaf = callsModel.judge(missed(hear(rung(), 'bob/0', 'v')));
    expect(deaf).toMatchObject([{ fault: 'ring-untold', what: expect.stringContaining('bob/1') }]);
  });

  it('is nobody who hears of it when it has rung for long', () => {
    const late = hear(hear(rung(), 'bob/0', 'v').later(9_000), 'bob/1', 'v');
    expect(faultsOf(callsModel, missed(late))).toEqual(['ring-untold']);
  });

  it('is whoever is called though Redis is away, and not where what tells her was struck', () => {
    const without = () => missed(rung());
    for (const struck of ['redis', 'video-0 to redis', 'storage-0'])
      expect(faultsOf(callsModel, without().struck(struck, begun, begun + 5_000))).toEqual(['ring-untold']);
    for (const struck of ['postgres', 'video-1', 'clients to gateway-0', 'gateway-1 to video-0'])
      expect(callsModel.judge(without().struck(struck, begun - 15_000, begun - 10_000))).toEqual([]);
  });

  it('may be nobody, where it was given up at once', () => {
    const given = rung().step(act('cancel', { outcome: 'unknown', begun: begun + 3_000 }));
    expect(callsModel.judge(over(given, 'cancelled', begun + 3_000))).toEqual([]);
  });

  it('is nobody else', () => {
    const leaked = hear(heardByAll(), 'eve/0', 'e');
    expect(faultsOf(callsModel, missed(leaked))).toEqual(['call-told-to-stranger']);
  });
});

describe('how long a call rings that nobody answers', () => {
  it('is as long as was said, and no less', () => {
    expect(callsModel.judge(missed(heardByAll()))).toEqual([]);
    expect(faultsOf(callsModel, over(heardByAll(), 'missed', begun + 30_000))).toEqual(['missed-early']);
  });

  it('is not for ever, whoever ended it then', () => {
    for (const state of ['missed', 'cancelled'])
      expect(faultsOf(callsModel, over(heardByAll(), state, begun + 100_000))).toEqual(['rang-on']);
  });

  it('is not known of one that may have been answered', () => {
    const answered = heardByAll().step(act('accept', { outcome: 'unknown', begun: begun + 20_000 }));
    expect(callsModel.judge(over(answered, 'ended', begun + 200_000))).toEqual([]);
  });
});
