import { type Finding } from '../history/finding';
import { type StormHistory } from '../history/storm-history';
import { MadeHistory } from '../models/made-history.contract';
import { models } from '../models/models';
import { judgeStorm } from './judge-storm';
import { type MachineSample, starvedOf } from './starved-of';
import { verdictOf } from './verdict';

const judged = (history: MadeHistory, rest: Partial<StormHistory> = {}): Finding[] =>
  judgeStorm({ ...history, ended: history.ended, ...rest }, models);
const refused = { what: 'use', outcome: 'unknown', status: 503, code: 'database_unavailable' } as const;
const starved = [{ from: 0, to: 100, why: 'services waited 80 % of the time for a processor' }];

describe('what a starved machine explains', () => {
  it('a late answer and a refusal are findings nobody can be sure of', () => {
    const slow = new MadeHistory().step(refused).step({ what: 'use', begun: 20, ended: 9_020 });
    const findings = judged(slow, { starved });
    expect(findings.map(({ fault, isUnsure }) => [fault, isUnsure])).toEqual([
      ['refused-in-quiet', true],
      ['settled-late', true],
    ]);
    expect(verdictOf(findings)).toBe('unsure');
  });

  it('the same with processors enough is the doing of the product', () => {
    const findings = judged(new MadeHistory().step(refused));
    expect(findings).toMatchObject([{ fault: 'refused-in-quiet' }]);
    expect(verdictOf(findings)).toBe('found');
    expect(verdictOf(judged(new MadeHistory().later(60_000).step(refused), { starved }))).toBe('found');
  });

  it('nothing that is wrong: a token that is taken, an undeclared answer, a death, what is never answered', () => {
    const history = new MadeHistory()
      .step({ what: 'log-in', facts: { session: 's', account: 'ada' } })
      .step({ what: 'log-out', facts: { session: 's', account: 'ada', scope: 'local' } })
      .later(300)
      .step({ what: 'use', facts: { session: 's' } })
      .step({ what: 'ask', status: 500, code: 'internal_error', outcome: 'unknown' })
      .step({ what: 'ask', code: 'unsettled', outcome: 'unknown' });
    const noticed = [{ at: 400, instance: 'chat-0', what: 'process-exit: ended unasked' }];
    const sure = judged(history, { starved: [{ from: 0, to: 1e6, why: '' }], noticed }).filter(
      ({ isUnsure }) => !isUnsure,
    );
    expect(sure.map(({ fault }) => fault).sort()).toEqual([
      'process-exit',
      'revoked-accepted',
      'undeclared-5xx',
      'unsettled',
    ]);
  });

  it('nothing at all, where nothing was found', () => {
    expect(verdictOf([])).toBe('held');
  });
});

describe('a starved stretch', () => {
  const samples = (waiting: readonly number[], rest: Partial<MachineSample> = {}): MachineSample[] =>
    waiting.map((each, at) => ({
      ...{ from: at * 1_000, at: (at + 1) * 1_000, waiting: each, lagMs: 20, stolen: 0 },
      ...rest,
    }));

  it('is one in which services wait for a processor for long, not a second of it', () => {
    expect(starvedOf(samples([0, 0, 1, 0, 0, 0, 0.1, 0.2]))).toEqual([]);
    expect(starvedOf(samples([0, 0, 0.9, 0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0]))).toMatchObject([
      { from: 0, to: 9_000, why: expect.stringContaining('for a processor') },
    ]);
  });

  it('is one in which the clients themselves come late, or the processors are elsewhere', () => {
    const calm = [0, 0, 0, 0, 0];
    expect(starvedOf(samples(calm, { lagMs: 700 }))).toMatchObject([{ why: 'the clients came 700 ms late' }]);
    expect(starvedOf(samples(calm, { stolen: 0.5 }))).toMatchObject([
      { why: '50 % of the processors went to other machines' },
    ]);
    expect(starvedOf(samples(calm))).toEqual([]);
  });
});
