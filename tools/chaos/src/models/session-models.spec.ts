import * as fc from 'fast-check';
import { type Step } from '../history/storm-history';
import { type Order, orders, serve, type Served } from './ideal-server.contract';
import { faultsOf, MadeHistory } from './made-history.contract';
import { revocationsModel } from './revocations-model';
import { sessionsModel } from './sessions-model';

const one = { session: 's', account: 'ada' };
const used = { what: 'use', facts: { session: 's' } };
const refused: Partial<Step> = { outcome: 'refused', status: 401, code: 'token_revoked' };
const refresh = (generation: number, child?: string) => ({
  what: 'refresh',
  facts: { session: 's', generation, ...(child !== undefined && { child }) },
});
const begun = () => new MadeHistory().step({ what: 'log-in', facts: one });
const left = (scope: string, rest: Partial<Step> = {}) => ({
  ...{ what: 'log-out', facts: { ...one, scope }, ...rest },
});

/** A server of one account that does what it should. */
class IdealSessions {
  private readonly alive = new Map<string, { generation: number; since: number }>();
  private made = 0;

  serve({ kind, at, effect, isLost }: Order<'log-in' | 'use' | 'refresh' | 'reuse' | 'log-out' | 'sweep'>) {
    if (kind === 'log-in') return this.begin(isLost, effect);
    if (this.made === 0) return undefined;
    const session = `s${at % this.made}`;
    if (kind === 'refresh' || kind === 'reuse')
      return this.refresh(session, effect, kind === 'reuse' ? 2 : 0);
    const facts = { session, account: 'ada' };
    const held = this.alive.get(session);
    const answer = held
      ? ({ outcome: 'done', status: 200 } as const)
      : { ...refused, outcome: 'refused' as const };
    if (kind === 'use') return { what: 'use', facts, ...answer };
    if (held && kind === 'sweep') this.alive.clear();
    this.alive.delete(session);
    return { what: 'log-out', facts: { ...facts, scope: kind === 'sweep' ? 'global' : 'local' }, ...answer };
  }

  private begin(isLost: boolean, since: number): Served {
    // Whose answer is lost nobody has a token of.
    if (isLost) return { what: 'log-in', outcome: 'done', facts: { account: 'ada' } };
    const session = `s${this.made}`;
    this.made += 1;
    this.alive.set(session, { generation: 0, since });
    return { what: 'log-in', outcome: 'done', facts: { session, account: 'ada' } };
  }

  private refresh(session: string, now: number, back: number): Served {
    const held = this.alive.get(session);
    // The one before the newest gives the same child for a while; the one before that ends the family.
    const newest = held?.generation ?? 0;
    const generation = newest >= back ? newest - back : newest;
    const facts = { session, generation };
    const no = {
      what: 'refresh',
      facts,
      outcome: 'refused',
      status: 401,
      code: 'invalid_refresh_token',
    } as const;
    if (!held) return no;
    if (generation === held.generation) this.alive.set(session, { generation: generation + 1, since: now });
    else {
      this.alive.delete(session);
      return no;
    }
    return {
      what: 'refresh',
      outcome: 'done',
      status: 200,
      facts: { ...facts, child: `${session}/${generation}` },
    };
  }
}

describe('what may be of sessions', () => {
  it('whatever a server does that does what it should, is found lawful', () => {
    const lives = orders('log-in', 'use', 'use', 'refresh', 'reuse', 'log-out', 'sweep');
    fc.assert(
      fc.property(lives, (asked) => {
        const ideal = new IdealSessions();
        const history = new MadeHistory();
        history.steps.push(...serve(asked, (order) => ideal.serve(order)));
        expect([...sessionsModel.judge(history), ...revocationsModel.judge(history)]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('who was signed out by nobody and is refused was logged out', () => {
    expect(faultsOf(sessionsModel, begun().step({ ...used, ...refused }))).toEqual(['logged-out']);
    const spent = begun().step({ ...refresh(0), ...refused, code: 'invalid_refresh_token' });
    expect(faultsOf(sessionsModel, spent)).toEqual(['logged-out']);
  });

  it.each<[string, MadeHistory]>([
    [
      'a logout',
      begun()
        .step(left('local'))
        .step({ ...used, ...refused }),
    ],
    [
      'a logout without an answer',
      begun()
        .step(left('local', { outcome: 'unknown' }))
        .step({ ...used, ...refused }),
    ],
    [
      'the age of the token',
      begun().step({ what: 'use', facts: { session: 's', ageMs: 900_000 }, ...refused }),
    ],
    [
      'a token shown again',
      begun()
        .step(refresh(0, 'a'))
        .step(refresh(1, 'b'))
        .step({ ...refresh(0), ...refused })
        .step({ ...used, ...refused }),
    ],
    [
      'a logout of all by another one',
      begun()
        .step({ what: 'log-out', facts: { session: 't', account: 'ada', scope: 'global' } })
        .step({ ...used, ...refused }),
    ],
  ])('%s explains a refusal', (_what, history) => {
    expect(sessionsModel.judge(history)).toEqual([]);
  });

  it('a logout of the others explains nothing of its own session', () => {
    const history = begun()
      .step(left('others'))
      .step({ ...used, ...refused });
    expect(faultsOf(sessionsModel, history)).toEqual(['logged-out']);
  });

  it('whoever is told that she is signed out, and by nobody, was logged out', () => {
    const told = (history: MadeHistory) =>
      history.hear(
        'signed_out',
        { session: 's', reason: 'token_revoked' },
        { subject: 'sessions', actor: 's' },
      );
    expect(faultsOf(sessionsModel, told(begun()))).toEqual(['logged-out']);
    expect(sessionsModel.judge(told(begun().step(left('local'))))).toEqual([]);
  });

  it('one refresh token with two children is found', () => {
    const history = begun().step(refresh(0, 'a')).step(refresh(0, 'b'));
    expect(faultsOf(sessionsModel, history)).toEqual(['two-children']);
  });
});

const strike = (struck: string) => ({ number: 0, name: 'way-silent', struck, from: 0, to: 1_000 });

describe('what may be of what was ended', () => {
  it('a token that is taken 250 ms after its logout is found, and one a moment after it is not', () => {
    expect(faultsOf(revocationsModel, begun().step(left('local')).later(250).step(used))).toEqual([
      'revoked-accepted',
    ]);
    expect(revocationsModel.judge(begun().step(left('local')).later(200).step(used))).toEqual([]);
  });

  it('a sweep ends what began before it, and nothing that began meanwhile', () => {
    const sweep = { what: 'log-out', facts: { session: 't', account: 'ada', scope: 'global' } };
    expect(faultsOf(revocationsModel, begun().step(sweep).later(301).step(used))).toEqual([
      'revoked-accepted',
    ]);
    const meanwhile = begun()
      .step({ ...sweep, begun: 5, ended: 20 })
      .later(301)
      .step(used);
    expect(revocationsModel.judge(meanwhile)).toEqual([]);
  });

  it('a refresh after a logout is found', () => {
    expect(faultsOf(revocationsModel, begun().step(left('local')).step(refresh(0, 'a')))).toEqual([
      'revoked-refreshed',
    ]);
  });

  it('what was refused as ended and is taken later is found, whatever was answered to the logout', () => {
    const history = begun()
      .step(left('local', { outcome: 'unknown' }))
      .step({ ...used, ...refused });
    expect(faultsOf(revocationsModel, history.later(400).step(used))).toEqual(['revocation-undone']);
  });

  it('a refresh token that is taken after its child was used is found, and a family that outlives that', () => {
    const spent = () => begun().step(refresh(0, 'a')).step(refresh(1, 'b'));
    expect(faultsOf(revocationsModel, spent().step(refresh(0, 'a')))).toEqual(['reuse-granted']);
    const lived = spent()
      .step({ ...refresh(0), ...refused })
      .later(400)
      .step(used);
    expect(faultsOf(revocationsModel, lived)).toEqual(['family-lived']);
  });

  it('a device that hears of something long after its logout is found', () => {
    const history = () =>
      begun().step(left('local')).later(2_000).hear('message.created', {}, { actor: 's' });
    expect(faultsOf(revocationsModel, history())).toEqual(['told-after-end']);
    expect(faultsOf(revocationsModel, history().struck('redis', 0, 3_000))).toEqual(['told-after-end']);
  });

  it('a device whose session was ended elsewhere is to hear nothing either, but what its client says', () => {
    const sweep = { what: 'log-out', facts: { session: 't', account: 'ada', scope: 'global' } };
    const swept = () => begun().step(sweep).later(2_000);
    expect(faultsOf(revocationsModel, swept().hear('message.created', {}, { actor: 's' }))).toEqual([
      'told-after-end',
    ]);
    expect(revocationsModel.judge(swept().hear('disconnected', {}, { actor: 's' }))).toEqual([]);
  });

  it('a way that is silent holds up what was said before', () => {
    const history = begun().step(left('local')).later(2_000).hear('message.created', {}, { actor: 's' });
    for (const struck of ['clients to gateway-0', 'chat-1', 'postgres'])
      expect(revocationsModel.judge({ ...history, faults: [strike(struck)] })).toEqual([]);
  });
});
