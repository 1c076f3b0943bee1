import { type Step } from '../history/storm-history';
import { answersModel } from './answers-model';
import { faultsOf, MadeHistory } from './made-history.contract';

describe('what every answer is held to', () => {
  const answered = (rest: Partial<Step>) =>
    new MadeHistory().step({ what: 'use', outcome: 'unknown', ...rest });

  it.each<[string, string, Partial<Step>]>([
    ['a request that nobody answers in time', 'settled-late', { begun: 0, ended: 10_000 }],
    ['one that is never answered', 'unsettled', { code: 'unsettled' }],
    ['one that the client library waits for in vain', 'settled-late', { ended: 15_000, code: 'timeout' }],
    ['a long asking again for nothing', 'settled-late', { ended: 9_000, facts: { patient: true } }],
    ['a lost connection', 'unanswered', { code: 'unanswered' }],
    ['a refusal', 'refused-in-quiet', { status: 503, code: 'database_unavailable' }],
    ['one for load', 'refused-in-quiet', { status: 503, code: 'overloaded' }],
  ])('%s is found in fair weather', (_what, fault, step) => {
    expect(faultsOf(answersModel, answered(step))).toEqual([fault]);
  });

  it('what is asked for in several requests may take longer than each of them where something was struck', () => {
    const asked = (ms: number) => answered({ begun: 0, ended: ms, facts: { patient: true } });
    expect(answersModel.judge(asked(30_000).struck('postgres', 5, 10))).toEqual([]);
    expect(faultsOf(answersModel, asked(30_000).struck('redis', 5, 10))).toEqual(['settled-late']);
    expect(faultsOf(answersModel, asked(61_000).struck('postgres', 5, 10))).toEqual(['settled-late']);
  });

  it('a fault explains a refusal, and never that there is no end of waiting', () => {
    const refused = answered({ status: 503, code: 'database_unavailable' }).struck('postgres', 0, 5);
    expect(answersModel.judge(refused)).toEqual([]);
    expect(faultsOf(answersModel, answered({ code: 'unsettled' }).struck('postgres', 0, 5))).toEqual([
      'unsettled',
    ]);
  });

  it('whoever has brought too much is refused in any weather', () => {
    expect(answersModel.judge(answered({ status: 507, code: 'quota_exceeded' }))).toEqual([]);
  });

  const refused = (rest: Partial<Step> = {}) =>
    answered({ status: 503, code: 'upstream_unavailable', ...rest });

  it.each(['postgres', 'gateway-0', 'auth-1', 'clients to gateway-0', 'gateway-0 to auth-1'])(
    'a fault of %s explains a refusal of what needs it',
    (struck) => {
      expect(answersModel.judge(refused().struck(struck, 0, 5))).toEqual([]);
    },
  );

  it.each(['redis', 'redis-3', 'auth-0 to redis', 'gateway-1', 'chat-0', 'gateway-1 to auth-1'])(
    'a fault of %s explains no refusal of what does without it',
    (struck) => {
      expect(faultsOf(answersModel, refused().struck(struck, 0, 5))).toEqual(['refused-in-quiet']);
    },
  );

  it('a fault explains no refusal when all have been well again', () => {
    const history = refused().struck('postgres', -10, -5);
    expect(answersModel.judge(history)).toEqual([]);
    expect(faultsOf(answersModel, { ...history, calmFrom: 0 } as unknown as MadeHistory)).toEqual([
      'refused-in-quiet',
    ]);
  });

  it('an answer may take as long as its own way was held up, and no longer', () => {
    const late = () => answered({ begun: 0, ended: 10_000 });
    expect(answersModel.judge(late().struck('clients to gateway-0', 0, 5_000))).toEqual([]);
    expect(answersModel.judge(late().struck('gateway-0', 0, 5_000))).toEqual([]);
    expect(faultsOf(answersModel, late().struck('clients to gateway-1', 0, 5_000))).toEqual(['settled-late']);
    expect(faultsOf(answersModel, late().struck('postgres', 0, 5_000))).toEqual(['settled-late']);
  });
});
