import * as fc from 'fast-check';
import { type Facts, type Step } from '../history/storm-history';
import { callsModel } from './calls-model';
import { filesModel } from './files-model';
import { type Order, orders, serve, type Served } from './ideal-server.contract';
import { jobsModel } from './jobs-model';
import { faultsOf, MadeHistory } from './made-history.contract';
import { models } from './models';
import { subjects } from '../history/subject';

it('each subject has a model', () => {
  expect([...new Set(models.map(({ subject }) => subject))].sort()).toEqual([...subjects, 'system'].sort());
});

describe('what may be of calls', () => {
  const act = (what: string, rest: Partial<Step> = {}) => ({
    ...{ subject: 'calls' as const, what, facts: { call: 'c', user: 'u' }, ...rest },
  });
  const see = (history: MadeHistory, version: number, state: string, actor = 'ada/0') =>
    history.hear('call.changed', { call: 'c', version, state }, { subject: 'calls', actor });
  const last = (history: MadeHistory, state: string | null, facts: Facts = {}) => {
    for (const actor of ['ada', 'bob'])
      history.find(
        'call',
        { call: 'c', state, version: 3, reason: null, ...facts },
        { subject: 'calls', actor },
      );
    return history;
  };
  const ringing = () => see(new MadeHistory().step(act('initiate')), 1, 'ringing');
  /** `state`: what the answer tells. */
  const end = (user: string, state?: string) =>
    ringing().step(act('end', { facts: { call: 'c', user, ...(state !== undefined && { state }) } }));
  const talked = () => see(see(ringing().step(act('accept')), 2, 'active'), 3, 'ended');

  /** One call, as a server keeps it that does what it should. */
  class IdealCall {
    state = 'ringing';
    version = 1;

    serve({ kind, at }: Order<'accept' | 'decline' | 'cancel' | 'end'>): Served {
      const user = kind === 'end' && at % 2 === 1 ? 'v' : 'u';
      const unanswered = user === 'u' ? 'cancelled' : 'declined';
      const end = this.state === 'active' ? 'ended' : unanswered;
      const next = { accept: 'active', decline: 'declined', cancel: 'cancelled', end }[kind];
      const isLawful = this.state === 'ringing' || (kind === 'end' && this.state === 'active');
      if (!isLawful) return { ...act(kind), outcome: 'refused', status: this.state === 'active' ? 409 : 410 };
      [this.state, this.version] = [next, this.version + 1];
      const facts = { call: 'c', user, state: next, version: this.version };
      return { ...act(kind), facts, outcome: 'done' };
    }
  }

  it('whatever a server does that does what it should, is found lawful', () => {
    fc.assert(
      fc.property(orders('accept', 'decline', 'cancel', 'end'), (asked) => {
        const [ideal, history] = [new IdealCall(), ringing()];
        history.steps.push(...serve(asked, (order) => ideal.serve(order)));
        // What is left open ends by itself.
        const isOpen = ['ringing', 'active'].includes(ideal.state);
        const state = ideal.state === 'ringing' ? 'missed' : 'ended';
        last(history, isOpen ? state : ideal.state, { version: ideal.version + (isOpen ? 1 : 0) });
        expect(callsModel.judge(history)).toEqual([]);
      }),
    );
  });

  it.each<[string, string, MadeHistory]>([
    ['a call that is nowhere at the end', 'call-lost', last(ringing(), null)],
    ['a way that no call goes', 'call-path', see(see(new MadeHistory(), 2, 'declined'), 3, 'active')],
    [
      'two states at one version',
      'call-disagreed',
      see(see(new MadeHistory(), 2, 'active'), 2, 'declined', 'bob/0'),
    ],
    [
      'an older version after a newer one',
      'call-backwards',
      see(see(new MadeHistory(), 2, 'active'), 1, 'ringing'),
    ],
    [
      'two who answered, and both won',
      'answered-twice',
      last(talked().step(act('accept', { actor: 'bob/1' })), 'ended'),
    ],
    ['a call that never ends', 'call-unended', last(ringing(), 'ringing', { version: 1 })],
    ['an answer that came to nothing', 'answer-lost', last(ringing().step(act('accept')), 'missed')],
    ['a decline that came to nothing', 'decline-lost', last(ringing().step(act('decline')), 'missed')],
    ['a cancel that came to nothing', 'cancel-lost', last(ringing().step(act('cancel')), 'missed')],
    ['an end that came to nothing', 'end-lost', last(ringing().step(act('end')), 'missed')],
    ['an end of what rang that came to nothing', 'end-lost', last(end('u', 'cancelled'), 'missed')],
    ['an end of a talk that is a cancel', 'end-lost', last(end('u'), 'cancelled')],
    ['a cancel by who was called', 'end-lost', last(end('v', 'cancelled'), 'cancelled')],
    ['a decline by who called', 'end-lost', last(end('u', 'declined'), 'declined')],
    [
      'an answer that an end makes a cancel',
      'answer-lost',
      last(end('u', 'cancelled').step(act('accept')), 'cancelled'),
    ],
    [
      'a connection lost in fair weather',
      'call-dropped',
      last(talked(), 'ended', { reason: 'connection_lost', endedAt: 40 }),
    ],
  ])('%s is found', (_what, fault, history) => {
    expect(faultsOf(callsModel, history)).toEqual([fault]);
  });

  // As seed 60 had it: the accepts of both devices were lost to an outage, and who called gave up by `end`.
  it.each([
    ['cancelled', 'who called', 'u'],
    ['declined', 'who is called', 'v'],
  ])('what still rings is %s when %s ends it', (state, _who, user) => {
    const lost = { outcome: 'unknown', status: 503, code: 'revocation_unknown' } as const;
    const history = ringing().step(act('accept', { ...lost, actor: 'bob/0' }));
    history.step(act('accept', { ...lost, actor: 'bob/1' }));
    history.step(act('end', { facts: { call: 'c', user, state, version: 3 } }));
    expect(callsModel.judge(last(history, state))).toEqual([]);
  });

  it('an answered call that goes on for ever has lost no answer', () => {
    const history = see(ringing().step(act('accept')), 2, 'active');
    expect(faultsOf(callsModel, last(history, 'active', { version: 2 }))).toEqual(['call-unended']);
  });

  it('both find the same end', () => {
    const history = last(talked(), 'ended');
    history.find(
      'call',
      { call: 'c', state: 'ended', version: 3, reason: 'hung_up' },
      { subject: 'calls', actor: 'eve' },
    );
    expect(faultsOf(callsModel, history)).toEqual(['call-disagreed']);
  });

  const lostAt = (endedAt: number) => last(talked(), 'ended', { reason: 'connection_lost', endedAt });

  it('faults explain a lost connection that last, one or several, and none that is short', () => {
    expect(callsModel.judge(lostAt(40_000).struck('video-0', 0, 12_000))).toEqual([]);
    const both = lostAt(40_000).struck('video-0', 0, 6_000).struck('postgres', 4_000, 11_000);
    expect(callsModel.judge(both)).toEqual([]);
    const once = lostAt(40_000).struck('video-0', 0, 6_000).struck('postgres', 1_000, 5_000);
    expect(faultsOf(callsModel, once)).toEqual(['call-dropped']);
  });

  it('Redis explains none, nor does a service that calls do without', () => {
    const history = lostAt(40_000);
    history.struck('redis', 0, 30_000).struck('video-0 to redis', 0, 30_000).struck('storage-1', 0, 30_000);
    expect(faultsOf(callsModel, history)).toEqual(['call-dropped']);
  });
});

describe('what may be of files', () => {
  const facts = { file: 'f', name: 'letters', sha256: 'x', size: 3 };
  const up = (rest: Partial<Step> = {}) => ({ subject: 'files' as const, what: 'upload', facts, ...rest });
  const down = (sha256?: string, rest: Partial<Step> = {}) => ({
    ...{ subject: 'files' as const, what: 'download' },
    facts: { file: 'f', ...(sha256 !== undefined && { sha256 }) },
    ...rest,
  });
  const missing = { outcome: 'refused', status: 404 } as const;
  const gone = (rest: Partial<Step> = {}) => ({
    ...{ subject: 'files' as const, what: 'delete-file', facts: { file: 'f' }, ...rest },
  });
  const last = (history: MadeHistory, status: number, sha256 = 'x') =>
    history.find('file', { file: 'f', status, sha256 }, { subject: 'files' });
  const brought = () => new MadeHistory().step(up());

  it('whatever a server does that does what it should, is found lawful', () => {
    fc.assert(
      fc.property(orders('download', 'download', 'download', 'delete'), (asked) => {
        const history = brought();
        let isThere = true;
        const steps = serve(asked, ({ kind }): Served => {
          const was = isThere;
          isThere &&= kind !== 'delete';
          if (!was) return { ...(kind === 'delete' ? gone() : down()), ...missing };
          return { ...(kind === 'delete' ? gone() : down('x')), outcome: 'done' };
        });
        history.steps.push(...steps);
        expect(filesModel.judge(last(history, isThere ? 200 : 404))).toEqual([]);
      }),
    );
  });

  it.each<[string, string, MadeHistory]>([
    ['a file that is not there at the end', 'file-lost', last(brought(), 404)],
    ['one that was not there in between', 'file-lost', last(brought().step(down(undefined, missing)), 200)],
    ['other bytes at the end', 'file-altered', last(brought(), 200, 'y')],
    ['other bytes in between', 'file-altered', last(brought().step(down('y')), 200)],
    ['a deleted one that is there at the end', 'deleted-readable', last(brought().step(gone()), 200)],
    ['a deleted one that is read', 'deleted-readable', last(brought().step(gone()).step(down('x')), 404)],
    ['one that nobody asked for at the end', 'file-unasked', brought()],
    [
      'one that somebody else reads',
      'file-leaked',
      last(brought().step({ subject: 'files', what: 'pry', facts: { file: 'f' } }), 200),
    ],
    [
      'room that is counted for nothing',
      'quota-wrong',
      last(brought(), 200).find('quota', { used: 4, listed: 3 }),
    ],
  ])('%s is found', (_what, fault, history) => {
    expect(faultsOf(filesModel, history)).toEqual([fault]);
  });

  it('where nobody knows whether it was deleted, both are lawful', () => {
    const lost = () => brought().step(gone({ outcome: 'unknown' }));
    expect([...filesModel.judge(last(lost(), 200)), ...filesModel.judge(last(lost(), 404))]).toEqual([]);
  });
});

describe('what may be of background work', () => {
  const facts = { kind: 'Verify your address', to: 'ada@storm.example' };
  const register = (outcome: Step['outcome']) =>
    new MadeHistory().step({ subject: 'jobs', what: 'register', facts, outcome });
  const mailed = (history: MadeHistory, count: number) =>
    history.find('mail', { ...facts, count }, { subject: 'jobs' });

  it('what was accepted is mailed once', () => {
    expect(jobsModel.judge(mailed(register('done'), 1))).toEqual([]);
    expect(faultsOf(jobsModel, mailed(register('done'), 0))).toEqual(['mail-lost']);
    expect(faultsOf(jobsModel, mailed(register('done'), 2))).toEqual(['mail-doubled']);
  });

  it('what was refused is not mailed, and what nobody knows of either way', () => {
    expect(faultsOf(jobsModel, mailed(register('refused'), 1))).toEqual(['refused-mailed']);
    const both = [0, 1].flatMap((count) => jobsModel.judge(mailed(register('unknown'), count)));
    expect(both).toEqual([]);
  });

  it('a picture without a thumbnail is found', () => {
    const drawn = (status: number) =>
      new MadeHistory()
        .step({ subject: 'files', what: 'upload', facts: { file: 'f', name: 'a picture' } })
        .find('thumbnail', { file: 'f', status, code: 'thumbnail_pending' }, { subject: 'files' });
    expect(jobsModel.judge(drawn(200))).toEqual([]);
    expect(faultsOf(jobsModel, drawn(409))).toEqual(['thumbnail-lost']);
  });
});
