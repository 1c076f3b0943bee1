import { type Step } from '../history/storm-history';
import { faultsOf, MadeHistory } from './made-history.contract';
import { refusalsModel } from './refusals-model';

describe('what may be refused to whoever asks for what is hers', () => {
  const asked = (what: string, status: number | undefined, rest: Partial<Step> = {}) =>
    new MadeHistory().step({
      ...{ what, outcome: 'refused', ...rest },
      ...(status !== undefined && { status }),
    });

  it.each<[string, number, string]>([
    ['send', 404, 'conversation_unknown'],
    ['send', 429, 'rate_limited'],
    ['edit', 403, 'not_allowed'],
    ['see', 400, 'validation_failed'],
    ['download', 403, 'forbidden'],
    ['initiate', 404, 'conversation_unknown'],
    ['use', 404, 'not_found'],
    ['register', 409, 'conflict'],
  ])('%s is not, with a %i', (what, status, code) => {
    const found = asked(what, status, { code }).struck('redis', 0, 5).struck('postgres', 0, 5);
    expect(faultsOf(refusalsModel, found)).toEqual(['refused-wrongly']);
  });

  it('is not on a socket either, which has a code alone, whatever the people made of it', () => {
    const refused = asked('send', undefined, { code: 'conversation_unknown', outcome: 'unknown' });
    expect(faultsOf(refusalsModel, refused)).toEqual(['refused-wrongly']);
  });

  it.each<[string, number]>([
    ['use', 401],
    ['accept', 409],
    ['cancel', 410],
    ['initiate', 429],
    ['download', 404],
    ['guess', 401],
    ['ask-limited', 429],
    ['send', 503],
  ])('%s is with a %i, or has a model of its own', (what, status) => {
    expect(refusalsModel.judge(asked(what, status))).toEqual([]);
  });

  it('is a conversation from which she comes and goes', () => {
    const moved = (history: MadeHistory) =>
      history
        .step({ subject: 'messages', what: 'remove', facts: { conversation: 'c', about: 'v' } })
        .find('device', { user: 'v' }, { actor: 'eve/0' })
        .find('device', { user: 'u' }, { actor: 'ada/0' });
    const unknown = { code: 'conversation_unknown' };
    expect(refusalsModel.judge(moved(asked('send', 404, { ...unknown, actor: 'eve/0' })))).toEqual([]);
    expect(faultsOf(refusalsModel, moved(asked('send', 404, { ...unknown, actor: 'ada/0' })))).toEqual([
      'refused-wrongly',
    ]);
    expect(faultsOf(refusalsModel, moved(asked('see', 404, { actor: 'eve/0' })))).toEqual([
      'refused-wrongly',
    ]);
  });
});
