import * as fc from 'fast-check';
import { type Step } from '../history/storm-history';
import { orders, serve, type Served } from './ideal-server.contract';
import { limitsModel } from './limits-model';
import { lockoutsModel } from './lockouts-model';
import { faultsOf, MadeHistory } from './made-history.contract';

describe('what may be of locks', () => {
  const attempt = (what: string, rest: Partial<Step> = {}) => ({
    ...{ subject: 'lockouts' as const, what, facts: { account: 'eve' }, ...rest },
  });
  const wrong = attempt('guess', { outcome: 'refused', status: 401, code: 'invalid_credentials' });
  const guessed = (times: number) => {
    const history = new MadeHistory();
    for (let each = 0; each < times; each += 1) history.step(wrong);
    return history;
  };

  it('whatever a server does that counts, is found lawful', () => {
    fc.assert(
      fc.property(orders('guess', 'guess', 'log-in'), (asked) => {
        let failed = 0;
        const history = new MadeHistory();
        const steps = serve(asked, ({ kind }): Served => {
          const isIn = kind === 'log-in' && failed < 5;
          failed = isIn ? failed : failed + 1;
          return isIn ? (attempt('log-in', { status: 200 }) as Served) : ({ ...wrong, what: kind } as Served);
        });
        history.steps.push(...steps);
        expect(lockoutsModel.judge(history)).toEqual([]);
      }),
    );
  });

  it('an account that is open after five wrong passwords is found, by a code that is asked for too', () => {
    expect(faultsOf(lockoutsModel, guessed(5).step(attempt('log-in')))).toEqual(['locked-opened']);
    const asked = attempt('log-in', { outcome: 'refused', status: 403, code: 'step_up_required' });
    expect(faultsOf(lockoutsModel, guessed(5).step(asked))).toEqual(['locked-opened']);
    expect(lockoutsModel.judge(guessed(4).step(attempt('log-in')))).toEqual([]);
  });

  it('a wrong password that lets somebody in is found', () => {
    expect(faultsOf(lockoutsModel, guessed(1).step(attempt('guess')))).toEqual(['wrong-let-in']);
  });

  it('whoever is kept out after fewer is found, where no answer was lost', () => {
    const kept = attempt('log-in', { outcome: 'refused', status: 401 });
    expect(faultsOf(lockoutsModel, guessed(4).step(kept))).toEqual(['kept-out']);
    const lost = guessed(4).step(attempt('guess', { outcome: 'unknown', status: 503 }));
    expect(lockoutsModel.judge(lost.step(kept))).toEqual([]);
  });

  it('whoever only signs in is kept out by nothing either, but by answers that were lost of late', () => {
    const signing = (rest: Partial<Step>) => ({ ...attempt('log-in', rest), subject: 'sessions' as const });
    const lost = () => {
      const history = new MadeHistory();
      for (let each = 0; each < 5; each += 1) history.step(signing({ outcome: 'unknown', status: 503 }));
      return history;
    };
    const kept = signing({ outcome: 'refused', status: 401 });
    expect(faultsOf(lockoutsModel, new MadeHistory().step(kept))).toEqual(['kept-out']);
    expect(lockoutsModel.judge(lost().step(kept))).toEqual([]);
    expect(
      faultsOf(
        lockoutsModel,
        lost()
          .later(40 * 60_000)
          .step(kept),
      ),
    ).toEqual(['kept-out']);
  });

  it('a new password by mail opens it', () => {
    const reset = () => guessed(5).step(attempt('reset'));
    expect(lockoutsModel.judge(reset().step(attempt('log-in')))).toEqual([]);
    const kept = reset().step(attempt('log-in', { outcome: 'refused', status: 401 }));
    expect(faultsOf(lockoutsModel, kept)).toEqual(['kept-out']);
  });
});

describe('what may be of limits', () => {
  const ask = (at: number, status: number) => ({
    ...{ subject: 'limits' as const, what: 'ask-limited', begun: at, ended: at + 5, status },
    facts: { key: 'k', perSecond: 1, burst: 10 },
  });

  it('what a limiter admits that keeps to its limit, is found lawful, however it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 400 }), (gaps) => {
        const history = new MadeHistory();
        let [now, left] = [0, 10];
        for (const gap of gaps) {
          now += gap;
          left = Math.min(10, left + gap / 1_000);
          history.step(ask(now, left >= 1 ? 200 : 429));
          left -= left >= 1 ? 1 : 0;
        }
        expect(limitsModel.judge(history)).toEqual([]);
      }),
    );
  });

  it('more than a tenth beyond it is found in the stretch where it was, however long all is quiet around it', () => {
    const history = new MadeHistory().step(ask(0, 200)).step(ask(500_000, 200));
    for (let each = 0; each < 14; each += 1) history.step(ask(600_000 + each * 10, 200));
    history.step(ask(900_000, 200));
    expect(limitsModel.judge(history)).toMatchObject([
      { fault: 'over-admitted', what: expect.stringContaining('14 in') },
    ]);
  });

  it('nobody who is always refused is kept to her limit, whatever she is refused with', () => {
    const asked = (admittedEach: number) => {
      const history = new MadeHistory();
      for (let each = 0; each < 300; each += 1)
        history.step(ask(each * 200, each % admittedEach === 0 ? 404 : 401));
      return history;
    };
    expect(limitsModel.judge(asked(10))).toEqual([]);
    expect(faultsOf(limitsModel, asked(30))).toEqual(['over-refused']);
  });
});
